package dev.usher.egress;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer's body as text. */
final class AnswerText {
    private AnswerText() {}

    /**
     * Bytes that are no text become U+FFFD.
     *
     * @param contentType says the charset; UTF-8 when it does not, or is null
     * @param whole false when the bytes were cut, so that half a character at the end is left out and not shown as broken
     */
    static String decode(byte[] bytes, @Nullable String contentType, boolean whole) {
        var decoder = charset(contentType)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        var chars = CharBuffer.allocate((int) (bytes.length * (double) decoder.maxCharsPerByte()) + 1);
        decoder.decode(ByteBuffer.wrap(bytes), chars, whole);
        if (whole) decoder.flush(chars);
        return chars.flip().toString();
    }

    private static Charset charset(@Nullable String contentType) {
        if (contentType == null) return StandardCharsets.UTF_8;
        int at = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0) return StandardCharsets.UTF_8;
        var name = contentType.substring(at + 8).split("[;,]", 2)[0].strip().replace("\"", "");
        try {
            var charset = Charset.forName(name);
            return charset.newDecoder().maxCharsPerByte() <= 4 ? charset : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
