package dev.usher.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * GitHub-signed webhooks of {@value #BODY_BYTES} bytes, each unique by the number in its body. All signatures are computed ahead,
 * so that sending costs next to nothing. Not for use by several threads at once.
 */
public final class Requests {
    /** Size of every body. */
    static final int BODY_BYTES = 2048;

    /** What the bodies are signed with. */
    public static final String SECRET = "bench-only-github-secret";

    /** Where the digits of the number begin in a body, and how many they are. */
    static final int NUMBER_AT = "{\"n\":\"".length();

    static final int NUMBER_DIGITS = 10;

    private static final int SIGNATURE_BYTES = 64;

    private final byte[] head;
    private final byte[] body;
    private final int idAt;
    private final int signatureAt;
    private final byte[] signatures;
    private final int count;

    /** Signs {@code count} requests to the host on a port of this machine, numbered from 0. */
    public Requests(int port, int count) throws IOException, GeneralSecurityException {
        this.count = count;
        body = paddedBody();
        var id = "0".repeat(NUMBER_DIGITS);
        var signature = "0".repeat(SIGNATURE_BYTES);
        var idHeader = "x-github-delivery: bench-";
        var signatureHeader = "x-hub-signature-256: sha256=";
        var text = "POST /webhooks/github HTTP/1.1\r\nhost: 127.0.0.1:" + port
                + "\r\nuser-agent: GitHub-Hookshot/bench\r\naccept: */*\r\n"
                + "content-type: application/json\r\nx-github-event: push\r\n" + idHeader + id + "\r\n"
                + signatureHeader + signature
                + "\r\ncontent-length: " + BODY_BYTES + "\r\n\r\n";
        head = text.getBytes(StandardCharsets.US_ASCII);
        idAt = text.indexOf(idHeader) + idHeader.length();
        signatureAt = text.indexOf(signatureHeader) + signatureHeader.length();
        signatures = new byte[count * SIGNATURE_BYTES];
        sign();
    }

    private void sign() throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        for (int n = 0; n < count; n++) {
            number(n, body, NUMBER_AT);
            var hex = HexFormat.of().formatHex(mac.doFinal(body)).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(hex, 0, signatures, n * SIGNATURE_BYTES, SIGNATURE_BYTES);
        }
    }

    /** Bytes of a whole request. */
    int size() {
        return head.length + body.length;
    }

    int count() {
        return count;
    }

    /** Puts request {@code n} into an empty buffer of at least {@link #size}. */
    void write(int n, ByteBuffer target) {
        number(n, head, idAt);
        number(n, body, NUMBER_AT);
        System.arraycopy(signatures, n * SIGNATURE_BYTES, head, signatureAt, SIGNATURE_BYTES);
        target.put(head).put(body);
    }

    private static void number(int n, byte[] target, int at) {
        int rest = n;
        for (int i = at + NUMBER_DIGITS - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static byte[] paddedBody() throws IOException {
        try (var in = Requests.class.getResourceAsStream("/dev/usher/bench/push.json")) {
            if (in == null) throw new IOException("push.json is not on the class path");
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
            int missing = BODY_BYTES - text.length();
            if (missing < 0) throw new IOException("push.json is longer than " + BODY_BYTES + " bytes");
            return text.replace("\"note\":\"\"", "\"note\":\"" + words(missing) + "\"")
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Letters and digits by chance: nothing that compresses better than what providers send. */
    private static String words(int length) {
        var random = new Random(1);
        var text = new StringBuilder(length);
        while (text.length() < length) text.append(Integer.toString(random.nextInt(36), 36));
        return text.toString();
    }
}
