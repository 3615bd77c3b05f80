package dev.usher.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads HTTP/1.1 answers with a Content-Length off one connection, as cheaply as that goes. */
final class AnswerReader {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n", Pattern.CASE_INSENSITIVE);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final ByteBuffer buffer = ByteBuffer.allocate(16_384);
    private int end; // of the answer within the buffer; 0 as long as its head is incomplete

    /** Reads what there is: the status of an answer that is now complete, 0 when it is not, -1 at the end of the stream. */
    int read(SocketChannel channel) throws IOException {
        if (channel.read(buffer) < 0) return -1;
        if (end == 0) end = findEnd();
        if (end == 0 || buffer.position() < end) return 0;
        int status = Integer.parseInt(new String(buffer.array(), STATUS_AT, 3, StandardCharsets.US_ASCII));
        buffer.clear();
        end = 0;
        return status;
    }

    private int findEnd() throws IOException {
        var text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            if (!buffer.hasRemaining()) throw new IOException("an answer's head is too long");
            return 0;
        }
        var length = LENGTH.matcher(text);
        if (!length.find()) throw new IOException("an answer without a content length");
        int total = headEnd + 4 + Integer.parseInt(length.group(1));
        if (total > buffer.capacity()) throw new IOException("an answer is too long: " + total + " bytes");
        return total;
    }
}
