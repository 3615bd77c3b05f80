package dev.usher.routing;
public record Broken(String destination, String route, String reason) {}
