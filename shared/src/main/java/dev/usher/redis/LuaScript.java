package dev.usher.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script under {@code resources/lua}, with the SHA-1 that {@code EVALSHA} wants. */
record LuaScript(String name, String source, String sha1) {
    static LuaScript load(String name) {
        try (var in = LuaScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (in == null) throw new IllegalArgumentException("no such script: lua/" + name + ".lua");
            var bytes = in.readAllBytes();
            var sha1 =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
            return new LuaScript(name, new String(bytes, StandardCharsets.UTF_8), sha1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has SHA-1
        }
    }
}
