package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Maintenance;
import dev.usher.health.Windows;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Windows of maintenance: those that are configured, and those that operators set and take back. */
final class MaintenanceOperations {
    /** Windows of operators that are not over. */
    static final int MOST = 100;

    /** The longest of them. */
    static final Duration LONGEST = Duration.ofDays(7);

    /** No id is longer, and a key of DynamoDB can't be. */
    private static final int MOST_ID_CHARS = 64;

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration FARTHEST = Duration.ofDays(366);
    private static final Set<String> MEMBERS = Set.of("services", "from", "until", "reason");
    private static final Comparator<Maintenance> NEWEST_FIRST =
            Comparator.comparing(Maintenance::from).reversed().thenComparing(Maintenance::id);

    private final HealthParts parts;

    MaintenanceOperations(HealthParts parts) {
        this.parts = parts;
    }

    /** There are never many, so that a page is cut out of all of them. */
    Response list(Request request, Caller caller) {
        var ask = Ask.query(request);
        int limit = Filters.limit(ask);
        var after = Filters.after(ask);
        long skipped = after == null ? 0 : Long.parseLong(after.substring(0, 13));
        var all = Windows.of(parts.config().health(), parts.store()).all().stream()
                .sorted(NEWEST_FIRST)
                .toList();
        var items = all.stream().skip(skipped).limit(limit).toList();
        long next = skipped + items.size();
        var page = new dev.usher.search.Page<>(items, next < all.size() ? "%013d".formatted(next) : null);
        return Response.json(200, Filters.page(page, this::write));
    }

    Response add(Request request, Caller caller) {
        var ask = Ask.bodyAndQuery(request, MEMBERS);
        var now = parts.clock().instant();
        var reason = ask.find("reason");
        if (reason == null) throw Refusal.parameter("reason", "why, for those who find it so");
        var from = ask.time("from", now);
        var until = ask.time("until", from);
        var length = Duration.between(from, until);
        if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0)
            throw Refusal.parameter("until", "a minute to seven days after from");
        if (!until.isAfter(now)) throw Refusal.parameter("until", "after now");
        if (from.isAfter(now.plus(FARTHEST))) throw Refusal.parameter("from", "within a year");
        long standing = parts.store().maintenance().stream()
                .filter(window -> !window.isOver(now))
                .count();
        if (standing >= MOST)
            throw Refusal.conflict("too-many-windows", "there are " + MOST + " windows already", Json.object());
        var id = UUID.randomUUID().toString();
        var window = new Maintenance(id, services(ask), from, length, null, reason, caller.name());
        parts.store().add(window);
        var node = Json.object();
        write(window, node);
        return Response.json(201, node);
    }

    /** Names with commas between; left out, all services. */
    private Set<String> services(Ask ask) {
        var text = ask.find("services");
        if (text == null) return Set.of();
        var names = Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
        if (!parts.config().services().keySet().containsAll(names))
            throw Refusal.parameter("services", "names of services, with commas between");
        return names;
    }

    Response remove(Request request, Caller caller) {
        var id = request.pathValue("id");
        if (id.length() > MOST_ID_CHARS) throw Refusal.notFound("window");
        if (parts.config().health().maintenance().stream()
                .anyMatch(window -> window.id().equals(id)))
            throw Refusal.conflict("configured", "the window stands in the configuration", Json.object());
        if (!parts.store().remove(id)) throw Refusal.notFound("window");
        return Response.json(200, Json.object().put("id", id).put("removed", true));
    }

    private void write(Maintenance window, ObjectNode node) {
        var now = parts.clock().instant();
        var start = window.start(now);
        node.put("id", window.id())
                .put("from", start.toString())
                .put("until", start.plus(window.length()).toString())
                .put("state", window.isOn(now) ? "on" : window.isOver(now) ? "over" : "to-come");
        var every = window.every();
        if (every != null) node.put("everySeconds", every.toSeconds());
        var services = node.putArray("services");
        List.copyOf(window.services()).stream().sorted().forEach(services::add);
        if (!window.reason().isEmpty()) node.put("reason", window.reason());
        node.put("configured", window.by().isEmpty());
        if (!window.by().isEmpty()) node.put("by", window.by());
    }
}
