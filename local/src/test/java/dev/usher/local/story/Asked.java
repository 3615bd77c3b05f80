package dev.usher.local.story;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that was made. */
record Asked(String method, String path, @Nullable String query, Map<String, List<String>> headers, String body) {}
