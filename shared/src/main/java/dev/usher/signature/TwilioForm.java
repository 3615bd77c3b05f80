package dev.usher.signature;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a form as Twilio signs them: by name, then value, each pair once, written together without
 * separators.
 */
final class TwilioForm {
    /** Twilio sends some dozens. */
    static final int MAX_FIELDS = 1000;

    private TwilioForm() {}

    /** One decoded field. Bytes, because text would lose what is not UTF-8. */
    private static final class Field {
        private static final Comparator<Field> ORDER = (a, b) -> {
            int names = Arrays.compareUnsigned(a.name, b.name);
            return names != 0 ? names : Arrays.compareUnsigned(a.value, b.value);
        };

        private final byte[] name;
        private final byte[] value;

        Field(byte[] name, byte[] value) {
            this.name = name;
            this.value = value;
        }
    }

    /** Null when there are more than {@value #MAX_FIELDS} fields. */
    static byte @Nullable [] canonical(byte[] body) {
        var fields = new ArrayList<Field>();
        for (int start = 0; start < body.length; ) {
            int end = indexOf(body, '&', start, body.length);
            if (end > start) {
                if (fields.size() == MAX_FIELDS) return null;
                int equals = indexOf(body, '=', start, end);
                fields.add(new Field(decode(body, start, equals), decode(body, Math.min(equals + 1, end), end)));
            }
            start = end + 1;
        }
        fields.sort(Field.ORDER);
        return joined(fields, body.length);
    }

    private static byte[] joined(List<Field> sorted, int size) {
        var out = new ByteArrayOutputStream(size);
        for (int i = 0; i < sorted.size(); i++) {
            var field = sorted.get(i);
            if (i > 0 && Field.ORDER.compare(sorted.get(i - 1), field) == 0) continue;
            out.writeBytes(field.name);
            out.writeBytes(field.value);
        }
        return out.toByteArray();
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) return i;
        }
        return to;
    }

    private static byte[] decode(byte[] bytes, int from, int to) {
        var out = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            int high = i + 2 < to && bytes[i] == '%' ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low >= 0) {
                out.write(high * 16 + low);
                i += 2;
            } else {
                out.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return out.toByteArray();
    }
}
