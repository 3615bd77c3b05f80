package dev.usher.health;

import dev.usher.config.Service;
import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.outbound.ThirdParty;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Reads what services say of themselves, in the form of Statuspage (Atlassian): {@code {"status": {"indicator": "major", ...}}}. */
public final class StatusPages {
    /** It is only evidence. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final String PATH = "/api/v2/status.json";
    private static final Set<String> INDICATORS = Set.of("none", "minor", "major", "critical", "maintenance");

    private final ThirdParty network;

    public StatusPages(ThirdParty network) {
        this.network = network;
    }

    /** What the page of a service says; {@link Page#NONE} when it has none. Only the one word is read of it. */
    public Page read(Service service) {
        var page = service.statusPage();
        if (page == null) return Page.NONE;
        var headers = Map.of("accept", "application/json", "accept-encoding", "identity");
        var reply = network.call("GET", URI.create(page + PATH), headers, Body.EMPTY, TIMEOUT);
        if (!(reply instanceof ThirdParty.Reply.Answered(int status, var fields, var body)) || status != 200)
            return Page.UNREAD;
        var document = Json.readOrNull(body.bytes());
        var indicator = document == null ? "" : document.at("/status/indicator").asText("");
        return INDICATORS.contains(indicator) ? new Page(indicator) : Page.UNREAD;
    }
}
