package dev.usher.routing;
import dev.usher.http.Body;
public record Leg(String destination, String route, Body body, String contentType) {}
