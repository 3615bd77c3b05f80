package dev.usher.http;

/** One HTTP operation, free of AWS. */
@FunctionalInterface
public interface Endpoint {
    Response handle(Request request);
}
