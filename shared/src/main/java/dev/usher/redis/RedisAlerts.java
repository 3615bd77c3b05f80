package dev.usher.redis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.abuse.Alert;
import dev.usher.abuse.Alerts;
import dev.usher.abuse.Pattern;
import dev.usher.abuse.Trails;
import dev.usher.abuse.WatchUnavailable;
import dev.usher.http.Json;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Alerts in Redis, as JSON in a sorted set for each policy. */
public final class RedisAlerts implements Alerts {
    private static final LuaScript ALERTS = LuaScript.load("alerts");

    private final RedisLink link;

    public RedisAlerts(RedisLink link) {
        this.link = link;
    }

    @Override
    public boolean claim(Alert alert) {
        var key = "rl:{" + alert.policy() + "}!alert:" + alert.id();
        return Note.at(link, key).claim("1", Trails.SLICE.multipliedBy(2));
    }

    @Override
    public void raise(Alert alert) {
        var json = Json.object()
                .put("id", alert.id())
                .put("at", alert.at().toEpochMilli())
                .put("pattern", alert.pattern().label())
                .put("whom", alert.whom())
                .put("why", alert.why())
                .put("level", alert.level());
        run(
                alert.policy(),
                Json.bytes(json),
                utf8(Long.toString(alert.at().toEpochMilli())),
                utf8(Integer.toString(MOST)),
                utf8(Long.toString(KEPT.toMillis())));
    }

    @Override
    public List<Alert> of(String policy) {
        var alerts = new ArrayList<Alert>();
        for (var text : run(policy, new byte[0]))
            if (Json.readOrNull(text) instanceof ObjectNode json) alerts.add(alert(policy, json));
        return alerts;
    }

    private static Alert alert(String policy, ObjectNode json) {
        return new Alert(
                json.path("id").asText(),
                Instant.ofEpochMilli(json.path("at").asLong()),
                policy,
                Pattern.valueOf(json.path("pattern").asText().toUpperCase(Locale.ROOT)),
                json.path("whom").asText(),
                json.path("why").asText(),
                json.path("level").asInt());
    }

    private List<byte[]> run(String policy, byte[]... arguments) {
        var key = "rl:{" + policy + "}!alerts";
        @SuppressWarnings("unchecked") // alerts.lua returns a list of texts
        var reply = (@Nullable List<byte[]>) link.run(ALERTS, ScriptOutputType.MULTI, new String[] {key}, arguments);
        if (reply == null) throw new WatchUnavailable("redis did not answer");
        return reply;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
