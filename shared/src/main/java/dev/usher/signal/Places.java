package dev.usher.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.usher.config.Dialect.Spot;
import dev.usher.config.Dialect.Wait;
import dev.usher.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks into one answer at the places that a dialect names. Reads the body when first asked for it. Not thread-safe. */
final class Places {
    /** Larger bodies are not read as JSON: what says "slow down" is small. */
    static final int BODY_BYTES = 64 * 1024;

    /** How much of a value, or of a body as text, is searched. */
    static final int SEARCHED_CHARS = 2048;

    private static final int MOST_ZEROS = 30;

    private final Answer answer;
    private @Nullable JsonNode json;

    Places(Answer answer) {
        this.answer = answer;
    }

    /** The value there; null when there is none. */
    @Nullable
    String at(Spot spot) {
        var value =
                switch (spot) {
                    case Spot.Header header -> answer.headers().get(header.name());
                    case Spot.Pointer pointer -> {
                        var node = json().at(pointer.at());
                        yield node.isValueNode() && !node.isNull() ? text(node) : null;
                    }
                    case Spot.Text text -> text();
                };
        return value == null ? null : part(value, spot.part());
    }

    /** The wait that is told there; null when none is. */
    @Nullable
    Duration wait(Wait wait, Instant theirNow) {
        return WaitText.readOrNull(at(wait.spot()), wait.form(), theirNow);
    }

    static Signal.Source source(Spot spot) {
        return spot instanceof Spot.Header ? Signal.Source.HEADER : Signal.Source.BODY;
    }

    private JsonNode json() {
        if (json == null) {
            var body = answer.body();
            var read = body.size() > BODY_BYTES ? null : Json.readOrNull(body.bytes());
            json = read == null ? MissingNode.getInstance() : read;
        }
        return json;
    }

    private String text() {
        var bytes = answer.body().bytes();
        return new String(bytes, 0, Math.min(bytes.length, SEARCHED_CHARS), StandardCharsets.UTF_8);
    }

    /** Numbers in plain digits, unless those would be many: 1000.0 is read as 1E+3. */
    private static String text(JsonNode value) {
        if (!value.isBigDecimal()) return value.asText();
        var number = value.decimalValue();
        return Math.abs((long) number.scale()) > MOST_ZEROS ? value.asText() : number.toPlainString();
    }

    private static @Nullable String part(String value, @Nullable Pattern pattern) {
        var searched = value.length() > SEARCHED_CHARS ? value.substring(0, SEARCHED_CHARS) : value;
        if (pattern == null) return searched;
        var found = pattern.matcher(searched);
        if (!found.find()) return null;
        return found.groupCount() == 0 ? found.group() : found.group(1);
    }
}
