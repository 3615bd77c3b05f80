package dev.usher.local.story;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Sends bytes as they are and reads what comes back, for requests that no HTTP client would send. */
final class RawHttp {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final int PATIENCE_MS = 30_000;

    private RawHttp() {}

    /**
     * What came back until the other side closed.
     *
     * @param status 0 when nothing came, or nothing that is HTTP
     */
    record Reply(int status, String text) {
        String body() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? "" : text.substring(end + 4);
        }
    }

    /** @param close whether our side says that nothing more comes, after the bytes */
    static Reply exchange(URI host, byte[] bytes, boolean close) throws IOException {
        try (var socket = new Socket(host.getHost(), host.getPort())) {
            socket.setSoTimeout(PATIENCE_MS);
            var answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(bytes);
                if (close) socket.shutdownOutput();
            } catch (IOException refused) {
                // It answered and closed before it had everything; the answer may still be read.
            }
            try {
                socket.getInputStream().transferTo(answer);
            } catch (java.net.SocketException reset) {
                // What came before the reset is the answer.
            }
            var text = answer.toString(StandardCharsets.ISO_8859_1);
            var status = STATUS.matcher(text);
            return new Reply(status.lookingAt() ? Integer.parseInt(status.group(1)) : 0, text);
        }
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[] head, byte[] body) {
        var all = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
