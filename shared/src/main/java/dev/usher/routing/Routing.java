package dev.usher.routing;
import java.util.List;
public record Routing(List<Leg> legs, List<Broken> broken) {}
