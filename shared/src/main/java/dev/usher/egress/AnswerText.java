package dev.usher.egress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The kept beginning of an answer's body.
 *
 * @param truncated whether there was more than is kept
 * @param complete whether the body was read to its end, so that the connection can serve again
 */
record AnswerText(String text, boolean truncated, boolean complete) {
    /** How much is read on behind the kept part so that a middling page does not cost its connection. */
    private static final int DRAIN_BYTES = 48 * 1024;

    static final AnswerText NONE = new AnswerText("", false, true);

    static AnswerText read(InputStream body, int keepBytes, @Nullable String contentType) throws IOException {
        var kept = body.readNBytes(keepBytes);
        if (kept.length < keepBytes) return new AnswerText(decode(kept, contentType, true), false, true);
        var scratch = new byte[4096];
        int drained = 0;
        while (drained <= DRAIN_BYTES) {
            int count = body.read(scratch);
            if (count < 0) return new AnswerText(decode(kept, contentType, drained == 0), drained > 0, true);
            drained += count;
        }
        return new AnswerText(decode(kept, contentType, false), true, false);
    }

    /** @param whole false when the bytes were cut, so that half a character at the end is left out and not shown as broken */
    private static String decode(byte[] bytes, @Nullable String contentType, boolean whole) {
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
