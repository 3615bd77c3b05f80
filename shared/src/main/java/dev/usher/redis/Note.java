package dev.usher.redis;

import dev.usher.abuse.WatchUnavailable;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A text with an end under one key; {@code lua/note.lua}. */
record Note(RedisLink link, String key) {
    private static final LuaScript NOTE = LuaScript.load("note");

    /** The script answers so when there was no text, because no reply at all is an outage. */
    private static final String NOTHING = "";

    static Note at(RedisLink link, String key) {
        return new Note(link, key);
    }

    @Nullable
    String get() {
        return run("get");
    }

    /** False when somebody else has it. */
    boolean claim(String text, Duration kept) {
        return run("claim", text, Long.toString(kept.toMillis())) == null;
    }

    void put(String text, Duration kept) {
        run("put", text, Long.toString(kept.toMillis()));
    }

    /** False when there was none. */
    boolean drop() {
        return run("drop") != null;
    }

    /** Whatever bytes they are; null when there are none, or Redis does not answer. */
    byte @Nullable [] read() {
        var reply = ask(utf8("get"));
        return reply == null || reply.length == 0 ? null : reply;
    }

    /** Says whether Redis has answered. */
    boolean write(byte[] bytes, Duration kept) {
        return ask(utf8("set"), bytes, utf8(Long.toString(kept.toMillis()))) != null;
    }

    /** Null when Redis does not answer. */
    @Nullable
    Boolean tryClaim(Duration kept) {
        var before = ask(utf8("claim"), utf8("1"), utf8(Long.toString(kept.toMillis())));
        return before == null ? null : before.length == 0;
    }

    private @Nullable String run(String... arguments) {
        var bytes = new byte[arguments.length][];
        for (int i = 0; i < bytes.length; i++) bytes[i] = utf8(arguments[i]);
        var reply = ask(bytes);
        if (reply == null) throw new WatchUnavailable("redis did not answer");
        var text = new String(reply, StandardCharsets.UTF_8);
        return text.equals(NOTHING) ? null : text;
    }

    private byte @Nullable [] ask(byte[]... arguments) {
        return (byte[]) link.run(NOTE, ScriptOutputType.VALUE, new String[] {key}, arguments);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
