package dev.usher.signature;

import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How signature bytes are written in a header. Reading is strict, so that one signature has one spelling (but for the
 * case of hex).
 */
enum Encoding {
    HEX {
        @Override
        byte @Nullable [] decode(String text) {
            if (text.length() % 2 != 0) return null;
            for (int i = 0; i < text.length(); i++) {
                if (!HexFormat.isHexDigit(text.charAt(i))) return null;
            }
            return HexFormat.of().parseHex(text);
        }

        @Override
        String encode(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
    },
    BASE64 {
        @Override
        byte @Nullable [] decode(String text) {
            return canonical(text, Base64.getDecoder(), Base64.getEncoder());
        }

        @Override
        String encode(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    },
    /** With or without padding when read, without it when written. */
    BASE64URL {
        @Override
        byte @Nullable [] decode(String text) {
            var encoder = text.endsWith("=")
                    ? Base64.getUrlEncoder()
                    : Base64.getUrlEncoder().withoutPadding();
            return canonical(text, Base64.getUrlDecoder(), encoder);
        }

        @Override
        String encode(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    };

    /** The bytes, or null when the text is not of this encoding. */
    abstract byte @Nullable [] decode(String text);

    abstract String encode(byte[] bytes);

    // java.util.Base64 lets the unused bits of the last character vary; providers never send such text.
    private static byte @Nullable [] canonical(String text, Base64.Decoder decoder, Base64.Encoder encoder) {
        try {
            var bytes = decoder.decode(text);
            return encoder.encodeToString(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
