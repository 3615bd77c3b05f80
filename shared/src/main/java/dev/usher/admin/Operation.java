package dev.usher.admin;

import dev.usher.http.Request;
import dev.usher.http.Response;

/** One thing the API can do, for a known caller whose role allows it. */
@FunctionalInterface
public interface Operation {
    Response handle(Request request, Caller caller);
}
