package dev.usher.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code application/x-www-form-urlencoded} bodies, strictly. */
public final class Form {
    /** More fields than this are no form to us. */
    public static final int MAX_FIELDS = 1000;

    private Form() {}

    /** The fields in order, each with its values in order; null when this is no well-formed UTF-8 form. */
    public static @Nullable Map<String, List<String>> readOrNull(Body body) {
        var fields = new LinkedHashMap<String, List<String>>();
        var bytes = body.bytes();
        int count = 0;
        int from = 0;
        while (from < bytes.length) {
            int end = indexOf(bytes, '&', from, bytes.length);
            if (++count > MAX_FIELDS) return null;
            int equals = indexOf(bytes, '=', from, end);
            var name = decode(bytes, from, equals);
            var value = equals < end ? decode(bytes, equals + 1, end) : "";
            if (name == null || value == null) return null;
            if (end > from)
                fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            from = end + 1;
        }
        return fields;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int end) {
        for (int i = from; i < end; i++) if (bytes[i] == wanted) return i;
        return end;
    }

    private static @Nullable String decode(byte[] bytes, int from, int end) {
        var out = new byte[end - from];
        int length = 0;
        for (int i = from; i < end; i++) {
            int c = bytes[i];
            if (c == '%') {
                if (i + 2 >= end) return null;
                int high = Character.digit(bytes[i + 1], 16);
                int low = Character.digit(bytes[i + 2], 16);
                if (high < 0 || low < 0) return null;
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else out[length++] = (byte) (c == '+' ? ' ' : c);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out, 0, length))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }
}
