package dev.usher.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Unsigned little-endian numbers, one after another, as Lua's {@code struct} reads and writes them. */
final class Packed {
    private final byte[] bytes;
    private int at;

    private Packed(byte[] bytes) {
        this.bytes = bytes;
    }

    static Packed writing(int size) {
        return new Packed(new byte[size]);
    }

    static Packed reading(byte[] bytes) {
        return new Packed(bytes);
    }

    Packed u8(int value) {
        return put(value, 1);
    }

    Packed u16(int value) {
        return put(value, 2);
    }

    Packed u24(long value) {
        return put(value, 3);
    }

    Packed u32(long value) {
        return put(value, 4);
    }

    Packed u48(long value) {
        return put(value, 6);
    }

    /** Up to 255 bytes of text, after their number. */
    Packed text(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        return u8(utf8.length).bytes(utf8);
    }

    /** As they are. */
    Packed bytes(byte[] raw) {
        System.arraycopy(raw, 0, bytes, at, raw.length);
        at += raw.length;
        return this;
    }

    /** The next ones, as they are. */
    byte[] bytes(int count) {
        var raw = Arrays.copyOfRange(bytes, at, at + count);
        at += count;
        return raw;
    }

    String text() {
        return new String(bytes(u8()), StandardCharsets.UTF_8);
    }

    int u8() {
        return (int) take(1);
    }

    int u16() {
        return (int) take(2);
    }

    long u24() {
        return take(3);
    }

    long u32() {
        return take(4);
    }

    long u48() {
        return take(6);
    }

    /** What was written; all of it must have been. */
    byte[] bytes() {
        if (at != bytes.length) throw new IllegalStateException("wrote " + at + " of " + bytes.length + " bytes");
        return bytes;
    }

    private Packed put(long value, int size) {
        for (int i = 0; i < size; i++) bytes[at++] = (byte) (value >>> (8 * i));
        return this;
    }

    private long take(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) value |= (bytes[at++] & 0xffL) << (8 * i);
        return value;
    }
}
