package dev.usher.signature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Other spellings of a body, as proxies, gateways and test tools produce them. */
final class OtherBodies {
    /** Larger bodies are not taken apart: the diagnosis must stay cheap. */
    private static final int MAX_JSON_BYTES = 256 * 1024;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private OtherBodies() {}

    /** By what was changed, in the words of a report: "it verifies with the body …". */
    static Map<String, Body> of(Body body) {
        var bytes = body.bytes();
        var others = new LinkedHashMap<String, Body>();
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) end--;
        if (end < bytes.length) others.put("without its trailing line break", Body.of(Arrays.copyOf(bytes, end)));
        others.put("with a trailing line feed", joined(bytes, (byte) '\n'));
        others.put("with a trailing CR LF", joined(bytes, (byte) '\r', (byte) '\n'));
        if (bytes.length >= 3 && Arrays.equals(bytes, 0, 3, BOM, 0, 3)) {
            others.put("without its byte order mark", Body.of(Arrays.copyOfRange(bytes, 3, bytes.length)));
        }
        lineBreaks(bytes, others);
        if (bytes.length > 0 && bytes.length <= MAX_JSON_BYTES) json(bytes, others);
        return others;
    }

    private static void lineBreaks(byte[] bytes, Map<String, Body> others) {
        // Latin-1 maps each byte to one character and back, so bytes that are no text survive.
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.indexOf('\n') < 0) return;
        var lineFeeds = text.replace("\r\n", "\n");
        others.put("with line feeds for CR LF", Body.of(lineFeeds.getBytes(StandardCharsets.ISO_8859_1)));
        others.put(
                "with CR LF for line feeds",
                Body.of(lineFeeds.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void json(byte[] bytes, Map<String, Body> others) {
        var document = Json.readOrNull(bytes);
        if (document == null || !document.isContainerNode()) return;
        others.put("as compact JSON", Body.of(Json.bytes(document)));
        others.put("as JSON on one line with spaces", written(document, spaced()));
        others.put("as JSON indented by two", written(document, indented("  ")));
        others.put("as JSON indented by four", written(document, indented("    ")));
    }

    private static Body written(JsonNode document, PrettyPrinter printer) {
        try {
            return Body.of(Json.mapper().writer(printer).writeValueAsBytes(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }

    /** As Python's {@code json.dumps} writes. */
    private static PrettyPrinter spaced() {
        var nowhere = new DefaultPrettyPrinter.NopIndenter();
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withRootSeparator("")
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEntrySpacing(Separators.Spacing.AFTER)
                        .withArrayValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(nowhere)
                .withArrayIndenter(nowhere);
    }

    /** As JavaScript's {@code JSON.stringify(document, null, n)} writes. */
    private static PrettyPrinter indented(String step) {
        var lines = new DefaultIndenter(step, "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withRootSeparator("")
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(lines)
                .withArrayIndenter(lines);
    }

    private static Body joined(byte[] bytes, byte... end) {
        var longer = Arrays.copyOf(bytes, bytes.length + end.length);
        System.arraycopy(end, 0, longer, bytes.length, end.length);
        return Body.of(longer);
    }
}
