package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Body;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Usher's HTTP interfaces as an OpenAPI 3.1 document, put together from one file a subject. It says nothing of this deployment, so
 * anybody may read it: {@code GET /openapi.json}.
 */
public final class OpenApi implements Endpoint {
    /** Where it is served. */
    public static final String PATH = "/openapi.json";

    private static final List<String> SUBJECTS = List.of(
            "webhooks",
            "limits",
            "gateway",
            "log",
            "replays",
            "destinations",
            "breakers",
            "incidents",
            "health",
            "watching",
            "deployment");

    /** Aliases of all subjects together; a document with more is not ours. */
    private static final int MOST_ALIASES = 1000;

    private final Endpoint others;
    private volatile @Nullable Body document;

    /** @param others answers everything else */
    public OpenApi(Endpoint others) {
        this.others = others;
    }

    @Override
    public Response handle(Request request) {
        if (!request.path().equals(PATH)) return others.handle(request);
        return new Response(200, Map.of("content-type", "application/json", "cache-control", "no-cache"), body());
    }

    /** Made when it is first asked for, which most environments never are. */
    private Body body() {
        var made = document;
        if (made == null) document = made = Body.of(Json.bytes(document()));
        return made;
    }

    /** The whole document. */
    public static ObjectNode document() {
        var document = part("document");
        for (var subject : SUBJECTS) {
            var part = part(subject);
            merge(document.withObject("/paths"), part.withObject("/paths"), subject);
            for (var kind : part.withObject("/components").properties())
                merge(
                        document.withObject("/components/" + kind.getKey()),
                        part.withObject("/components/" + kind.getKey()),
                        subject);
        }
        return document;
    }

    private static void merge(ObjectNode into, ObjectNode from, String subject) {
        for (var member : from.properties()) {
            if (into.has(member.getKey()))
                throw new IllegalStateException(subject + ".yaml says " + member.getKey() + " a second time");
            into.set(member.getKey(), member.getValue());
        }
    }

    private static ObjectNode part(String name) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setAllowDuplicateKeys(false);
        try (InputStream in = OpenApi.class.getResourceAsStream("openapi/" + name + ".yaml")) {
            if (in == null)
                throw new IllegalStateException("the program was packaged without openapi/" + name + ".yaml");
            Map<String, Object> tree = new Yaml(new SafeConstructor(options)).load(in);
            return Json.mapper().valueToTree(new LinkedHashMap<>(tree));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
