package dev.usher.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events go to which destinations, and how they are reshaped on the way.
 *
 * @param name unique
 * @param pattern an EventBridge event pattern as JSON text over {@code {source, type, id, providerId, priority, receivedAt, context, payload}}
 * @param transform a JSONata expression over the same document whose value becomes the body; null to send the provider's bytes as they came
 * @param destinations names, at least one
 */
public record Route(String name, String pattern, @Nullable String transform, List<String> destinations) {}
