package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.http.Response;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Ends a request with a problem document, from however deep in reading it. Only inside this package, and caught in one
 * place: {@link AdminApi}.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Response response;

    Refusal(Response response) {
        super("answered " + response.status(), null, false, false);
        this.response = response;
    }

    Response response() {
        return response;
    }

    /** 400, naming what is wrong. */
    static Refusal parameter(String name, String expected) {
        return new Refusal(Response.problem(
                400,
                "invalid-parameter",
                "A parameter is not valid",
                name + " must be " + expected,
                Json.object().put("parameter", name)));
    }

    /** 400, naming what would be right. */
    static Refusal unknown(String what, Collection<String> allowed) {
        var extensions = Json.object();
        var list = extensions.putArray("allowed");
        new TreeSet<>(allowed).forEach(list::add);
        return new Refusal(Response.problem(
                400, "unknown-parameter", "A parameter is not known here", "there is an unknown " + what, extensions));
    }

    static Refusal notFound(String what) {
        return new Refusal(Response.problem(404, "not-found", "There is no such thing", "there is no such " + what));
    }

    /** 409: it can't be done as things stand. */
    static Refusal conflict(String reason, String detail, ObjectNode extensions) {
        return new Refusal(Response.problem(
                409, "conflict", "Not possible as things stand", detail, extensions.put("reason", reason)));
    }
}
