package dev.usher.local.template;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads an HTTP API: its throttling and, of its OpenAPI definition, JWT authorizers and the routes that they guard ("Working with
 * OpenAPI definitions for HTTP APIs" in the API Gateway guide). Routes themselves are the functions' events, which SAM adds.
 */
final class ApiReader {
    private static final String ANY = "x-amazon-apigateway-any-method";
    private static final String AUTHORIZER = "x-amazon-apigateway-authorizer";

    private final Block api;
    private final Map<String, JwtSpec> authorizers = new HashMap<>();

    ApiReader(Block api) {
        this.api = api;
    }

    ApiSpec read() {
        api.only("StageName", "$default");
        var settings = api.block("DefaultRouteSettings");
        settings.passOver(Set.of("DetailedMetricsEnabled"));
        var throttle =
                new Throttle(settings.number("ThrottlingRateLimit", 0), settings.number("ThrottlingBurstLimit", 0));
        settings.end();
        var definition = api.block("DefinitionBody");
        definition.only("openapi", "3.0.1");
        definition.passOver(Set.of("info"));
        var components = definition.block("components");
        readAuthorizers(components.block("securitySchemes"));
        components.end();
        var jwts = guarded(definition.block("paths"));
        definition.end();
        api.end();
        return new ApiSpec(throttle, jwts);
    }

    private void readAuthorizers(Block schemes) {
        for (var name : schemes.keys()) {
            var scheme = schemes.block(name);
            scheme.only("type", "oauth2");
            var authorizer = scheme.block(AUTHORIZER);
            authorizer.only("type", "jwt");
            authorizer.only("identitySource", "$request.header.Authorization");
            var jwt = authorizer.block("jwtConfiguration");
            authorizers.put(name, new JwtSpec(jwt.text("issuer"), jwt.texts("audience"), List.of()));
            jwt.end();
            authorizer.end();
            scheme.end();
        }
    }

    private Map<String, JwtSpec> guarded(Block paths) {
        var guarded = new LinkedHashMap<String, JwtSpec>();
        for (var path : paths.keys()) {
            var methods = paths.block(path);
            for (var method : methods.keys()) {
                var operation = methods.block(method);
                var name = method.equals(ANY) ? "ANY" : method.toUpperCase(Locale.ROOT);
                var needed = operation.blocks("security", this::requirement);
                operation.end();
                if (needed.size() > 1) throw oneOnly(operation);
                if (!needed.isEmpty()) guarded.put(name + " " + path, needed.getFirst());
            }
        }
        return guarded;
    }

    /** {@code {Name: [scopes]}}. */
    private JwtSpec requirement(Block requirement) {
        if (requirement.keys().size() != 1) throw oneOnly(requirement);
        var name = requirement.keys().iterator().next();
        var authorizer = authorizers.get(name);
        if (authorizer == null)
            throw new TemplateError(requirement.line(), requirement.path(), "there is no authorizer " + name);
        return new JwtSpec(authorizer.issuer(), authorizer.audience(), requirement.texts(name));
    }

    private static TemplateError oneOnly(Block at) {
        return new TemplateError(at.line(), at.path(), "an HTTP API has one authorizer a route");
    }
}
