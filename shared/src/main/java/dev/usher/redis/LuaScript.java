package dev.usher.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Scripts under {@code resources/lua}, one after another, with the SHA-1 that {@code EVALSHA} wants. */
record LuaScript(String name, String source, String sha1) {
    /** @param names what the last one needs, and then itself */
    static LuaScript load(String... names) {
        var text = new StringBuilder();
        for (var name : names) text.append(read(name));
        var source = text.toString();
        try {
            var sha1 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8)));
            return new LuaScript(names[names.length - 1], source, sha1);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has SHA-1
        }
    }

    private static String read(String name) {
        try (var in = LuaScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (in == null) throw new IllegalArgumentException("no such script: lua/" + name + ".lua");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
