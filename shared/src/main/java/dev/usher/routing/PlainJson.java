package dev.usher.routing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.http.Body;
import dev.usher.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as JSONata has it: maps, lists, texts, numbers, booleans, null. */
final class PlainJson {
    /** The largest body a transform may make, in bytes. */
    static final int MOST_BYTES = 1 << 20;

    /** Numbers are doubles to JSONata; one far outside of them can only be written out in millions of digits, or not at all. */
    private static final int MOST_EXPONENT = 400;

    private PlainJson() {}

    /** The same document in maps and lists of its own, that nobody else holds. */
    static @Nullable Object of(JsonNode node) throws BrokenTransform {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                for (var field : node.properties()) map.put(field.getKey(), of(field.getValue()));
                yield map;
            }
            case ARRAY -> {
                var list = new ArrayList<@Nullable Object>(node.size());
                for (var element : node) list.add(of(element));
                yield list;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> inRange(node.numberValue());
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    private static Number inRange(Number number) throws BrokenTransform {
        if (number instanceof BigDecimal decimal
                && decimal.signum() != 0
                && Math.abs((long) decimal.precision() - decimal.scale()) > MOST_EXPONENT) {
            throw new BrokenTransform("the event has a number out of range");
        }
        return number;
    }

    /** Compact JSON. Numbers that JSONata only passed on have their digits still; those that it computed are doubles. */
    static Body write(Object value) throws BrokenTransform {
        var out = new Bounded();
        try (var generator = Json.mapper().getFactory().createGenerator(out)) {
            write(generator, value, 0);
        } catch (TooLarge tooLarge) {
            throw new BrokenTransform("the transform made more than " + MOST_BYTES + " bytes");
        } catch (IOException failed) {
            throw new BrokenTransform("the transform made a text that is not Unicode");
        }
        return Body.of(out.toByteArray());
    }

    private static void write(JsonGenerator out, @Nullable Object value, int depth)
            throws IOException, BrokenTransform {
        if (depth > Json.MAX_DEPTH) throw new BrokenTransform("the transform made a document that nests too deep");
        switch (value) {
            case null -> out.writeNull();
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (var field : map.entrySet()) {
                    out.writeFieldName(String.valueOf(field.getKey()));
                    write(out, field.getValue(), depth + 1);
                }
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                for (var element : list) write(out, element, depth + 1);
                out.writeEndArray();
            }
            case String text -> out.writeString(text);
            case Boolean truth -> out.writeBoolean(truth);
            case Number number -> write(out, number);
            default -> throw new BrokenTransform("the transform made a function, which is no JSON");
        }
    }

    private static void write(JsonGenerator out, Number number) throws IOException, BrokenTransform {
        switch (number) {
            case BigDecimal decimal -> out.writeNumber(decimal);
            case BigInteger integer -> out.writeNumber(integer);
            case Integer integer -> out.writeNumber(integer);
            case Long integer -> out.writeNumber(integer);
            default -> {
                double real = number.doubleValue();
                if (!Double.isFinite(real)) throw new BrokenTransform("the transform made a number out of range");
                out.writeNumber(real);
            }
        }
    }

    /** Stops a document that grows too large while it is written. */
    private static final class Bounded extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] bytes, int from, int count) {
            if (size() + count > MOST_BYTES) throw new TooLarge();
            super.write(bytes, from, count);
        }
    }

    private static final class TooLarge extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super(new IOException("too large"));
        }
    }
}
