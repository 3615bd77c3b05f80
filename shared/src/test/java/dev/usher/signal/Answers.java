package dev.usher.signal;

import dev.usher.http.Body;
import dev.usher.http.Headers;
import java.util.LinkedHashMap;

/** Answers as they are seen on the wire. */
final class Answers {
    private Answers() {}

    /** Reads a status line, header lines, and behind an empty line a body, if any. */
    static Answer of(String text) {
        var parts = text.strip().split("\n\n", 2);
        var lines = parts[0].lines().toList();
        var headers = new LinkedHashMap<String, String>();
        for (var line : lines.subList(1, lines.size())) {
            var field = line.split(":", 2);
            headers.merge(field[0].strip(), field[1].strip(), (first, next) -> first + "," + next);
        }
        int status = Integer.parseInt(lines.getFirst().strip());
        return new Answer(status, Headers.of(headers), Body.utf8(parts.length == 1 ? "" : parts[1]));
    }
}
