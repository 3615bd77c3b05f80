package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.Destination;
import dev.usher.config.RetryPolicy;
import dev.usher.config.Route;
import dev.usher.config.Source;
import dev.usher.config.Target;
import dev.usher.config.UsherConfig;
import dev.usher.http.Json;
import java.net.URI;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The configuration as the API shows it: secrets by reference only, of headers the names only, of URLs no query. */
final class ConfigView {
    private ConfigView() {}

    static ObjectNode of(UsherConfig config) {
        var root = Json.object().put("version", config.version()).put("retentionDays", config.retentionDays());
        var sources = root.putArray("sources");
        config.sources().values().forEach(source -> write(source, sources.addObject()));
        var limits = root.putArray("limits");
        config.limits().values().forEach(policy -> limits.add(LimitView.of(policy)));
        root.set("calendar", LimitView.of(config.calendar()));
        var routes = root.putArray("routes");
        config.routes().forEach(route -> write(route, routes.addObject()));
        var destinations = root.putArray("destinations");
        config.destinations().values().forEach(destination -> write(destination, destinations.addObject()));
        var unconfigured = root.putArray("unconfigured");
        config.unconfigured().forEach(unconfigured::add);
        var operators = root.putArray("operators");
        config.operators().forEach(operator -> operators
                .addObject()
                .put("name", operator.name())
                .put("role", operator.role().name().toLowerCase(Locale.ROOT)));
        var sso = root.putObject("sso").put("claim", config.sso().claim()).putObject("roles");
        new TreeMap<>(config.sso().roles())
                .forEach((value, role) -> sso.put(value, role.name().toLowerCase(Locale.ROOT)));
        var egress = root.putArray("egressAllow");
        config.egressAllow().forEach(egress::add);
        return root;
    }

    static void write(Destination destination, ObjectNode node) {
        node.put("name", destination.name()).put("kind", destination.target().kind());
        switch (destination.target()) {
            case Target.Http(var url) -> {
                node.put("url", shown(url)).put("secret", destination.secret().toString());
                var headers = node.putArray("headers");
                destination.headers().keySet().forEach(headers::add);
            }
            case Target.Gateway(var url) -> node.put("url", shown(url));
            case Target.Sns(var topic) -> node.put("topic", topic);
            case Target.Slack(var url) -> node.put("secret", url.toString());
            case Target.Email email -> node.put("recipients", email.to().size()).put("way", way(email.way()));
        }
        node.put("timeoutMs", destination.timeout().toMillis());
        write(destination.retry(), node);
        BreakerViews.write(destination.breaker(), node.putObject("breaker"));
    }

    private static String shown(URI url) {
        var port = url.getPort() < 0 ? "" : ":" + url.getPort();
        var path = url.getRawPath() == null ? "" : url.getRawPath();
        return url.getScheme() + "://" + url.getHost() + port + path;
    }

    private static String way(Target.Way way) {
        return switch (way) {
            case Target.Way.Ses ses -> "ses";
            case Target.Way.Smtp smtp -> "smtp";
        };
    }

    private static void write(Source source, ObjectNode node) {
        node.put("name", source.name())
                .put("scheme", source.scheme().name())
                .put("content", source.content().name().toLowerCase(Locale.ROOT))
                .put("maxBodyBytes", source.maxBodyBytes())
                .put("priority", source.priority().label())
                .put("dedupeForSeconds", source.dedupeFor().toSeconds());
        var secrets = node.putArray("secrets");
        source.secrets().forEach(secret -> secrets.add(secret.toString()));
        var types = node.putObject("types");
        source.types()
                .keySet()
                .forEach(type -> types.put(type, source.priorityOf(type).label()));
        var context = node.putArray("context");
        source.context().keySet().forEach(context::add);
        if (source.handshake() != null) node.put("handshake", source.handshake());
        if (source.limit() != null) node.set("limit", LimitView.of(source.limit()));
        write(source.retry(), node);
    }

    private static void write(Route route, ObjectNode node) {
        node.put("name", route.name()).put("pattern", route.pattern());
        if (route.transform() != null) node.put("transform", route.transform());
        var destinations = node.putArray("destinations");
        route.destinations().forEach(destinations::add);
    }

    private static void write(@Nullable RetryPolicy retry, ObjectNode node) {
        if (retry == null) return;
        var object = node.putObject("retry").put("attempts", retry.attempts());
        var schedule = object.putArray("scheduleMs");
        retry.schedule().forEach(wait -> schedule.add(wait.toMillis()));
    }
}
