package dev.usher.signal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a structured field (RFC 9651) that is a List of Strings with parameters, such as {@code "burst";q=100;w=60, "day";q=9}.
 * As strict as section 4.2: one mistake, and the whole field counts for nothing.
 */
final class FieldList {
    /** Longer fields count as malformed. */
    static final int CHARS = 4096;

    /** A member of the list. */
    record Member(String name, Map<String, Value> parameters) {}

    /** A parameter's value. */
    sealed interface Value {
        /** An Integer, of at most 15 digits. */
        record Whole(long number) implements Value {}

        record Text(String text) implements Value {}

        /** A Byte Sequence. */
        record Bytes(ByteBuffer bytes) implements Value {}

        /** Of a type that no parameter we know has: Decimal, Token, Boolean, Date or Display String. */
        record Other() implements Value {}
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private static final Value OTHER = new Value.Other();
    private static final int END = -1;

    private final String text;
    private int at;

    private FieldList(String text) {
        this.text = text;
    }

    /** The members in order; null when the field is malformed, or is a list of anything else. */
    static @Nullable List<Member> readOrNull(String field) {
        if (field.length() > CHARS) return null;
        try {
            return new FieldList(field).list();
        } catch (Malformed malformed) {
            return null;
        }
    }

    private List<Member> list() throws Malformed {
        var members = new ArrayList<Member>();
        skip(c -> c == ' ');
        if (peek() == END) return members;
        while (true) {
            members.add(new Member(string(), parameters()));
            skip(c -> c == ' ' || c == '\t');
            if (peek() == END) return members;
            expect(',');
            skip(c -> c == ' ' || c == '\t');
        }
    }

    private Map<String, Value> parameters() throws Malformed {
        var parameters = new LinkedHashMap<String, Value>();
        while (peek() == ';') {
            at++;
            skip(c -> c == ' ');
            var key = key();
            if (peek() != '=') parameters.put(key, OTHER);
            else {
                at++;
                parameters.put(key, value());
            }
        }
        return parameters;
    }

    private String key() throws Malformed {
        int from = at;
        if (!isLower(peek()) && peek() != '*') throw new Malformed();
        skip(c -> isLower(c) || isDigit(c) || c == '_' || c == '-' || c == '.' || c == '*');
        return text.substring(from, at);
    }

    private Value value() throws Malformed {
        int first = peek();
        if (first == '"') return new Value.Text(string());
        if (first == '-' || isDigit(first)) return number();
        if (first == ':') return bytes();
        if (first == '?') return truth();
        if (first == '@') return date();
        if (first == '%') return display();
        if (isLetter(first) || first == '*') {
            skip(c -> isLetter(c) || isDigit(c) || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0);
            return OTHER;
        }
        throw new Malformed();
    }

    private String string() throws Malformed {
        expect('"');
        var out = new StringBuilder();
        while (true) {
            int c = take();
            if (c == '"') return out.toString();
            if (c < 0x20 || c > 0x7e) throw new Malformed();
            if (c == '\\') {
                c = take();
                if (c != '"' && c != '\\') throw new Malformed();
            }
            out.append((char) c);
        }
    }

    private Value number() throws Malformed {
        int from = at;
        if (peek() == '-') at++;
        int whole = skip(FieldList::isDigit);
        if (whole == 0) throw new Malformed();
        if (peek() != '.') {
            if (whole > 15) throw new Malformed();
            return new Value.Whole(Long.parseLong(text.substring(from, at)));
        }
        at++;
        int fraction = skip(FieldList::isDigit);
        if (whole > 12 || fraction == 0 || fraction > 3) throw new Malformed();
        return OTHER;
    }

    private Value bytes() throws Malformed {
        expect(':');
        int from = at;
        skip(c -> c != ':');
        var base64 = text.substring(from, at);
        expect(':');
        try {
            return new Value.Bytes(
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)).asReadOnlyBuffer());
        } catch (IllegalArgumentException malformed) {
            throw new Malformed();
        }
    }

    private Value truth() throws Malformed {
        expect('?');
        int c = take();
        if (c != '0' && c != '1') throw new Malformed();
        return OTHER;
    }

    private Value date() throws Malformed {
        expect('@');
        if (!(number() instanceof Value.Whole)) throw new Malformed();
        return OTHER;
    }

    /** {@code %"…"} with bytes of UTF-8 as {@code %e2}, in lower case. */
    private Value display() throws Malformed {
        expect('%');
        expect('"');
        var bytes = ByteBuffer.allocate(text.length());
        while (true) {
            int c = take();
            if (c == '"') break;
            if (c < 0x20 || c > 0x7e) throw new Malformed();
            bytes.put((byte) (c == '%' ? hex() << 4 | hex() : c));
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return OTHER;
        } catch (CharacterCodingException malformed) {
            throw new Malformed();
        }
    }

    private int hex() throws Malformed {
        int digit = "0123456789abcdef".indexOf(take());
        if (digit < 0) throw new Malformed();
        return digit;
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private int take() throws Malformed {
        if (at == text.length()) throw new Malformed();
        return text.charAt(at++);
    }

    private void expect(char wanted) throws Malformed {
        if (take() != wanted) throw new Malformed();
    }

    private int skip(IntPredicate wanted) {
        int from = at;
        while (at < text.length() && wanted.test(text.charAt(at))) at++;
        return at - from;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isLetter(int c) {
        return isLower(c) || (c >= 'A' && c <= 'Z');
    }
}
