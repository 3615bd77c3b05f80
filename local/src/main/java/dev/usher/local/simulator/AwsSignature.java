package dev.usher.local.simulator;

import dev.usher.local.gateway.Received;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 of a request, reckoned from what came over the wire
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
final class AwsSignature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SECRET = "local";
    private static final Pattern HEADER = Pattern.compile(
            ALGORITHM
                    + " Credential=local/([0-9]{8})/([a-z0-9-]+)/([a-z]+)/aws4_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})");

    private AwsSignature() {}

    /** Whether the request is signed for this service with the credentials of the local host. */
    static boolean isValid(Question question, String service) {
        var header = HEADER.matcher(question.header("authorization"));
        if (!header.matches() || !header.group(3).equals(service)) return false;
        var scope = String.join("/", header.group(1), header.group(2), service, "aws4_request");
        var toSign = String.join(
                "\n",
                ALGORITHM,
                question.header("x-amz-date"),
                scope,
                hex(sha256(canonical(question.request(), question, header.group(4)))));
        var key = mac(("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8), header.group(1));
        for (var part : List.of(header.group(2), service, "aws4_request")) key = mac(key, part);
        return MessageDigest.isEqual(
                hex(mac(key, toSign)).getBytes(StandardCharsets.UTF_8),
                header.group(5).getBytes(StandardCharsets.UTF_8));
    }

    private static String canonical(Received request, Question question, String signedHeaders) {
        var lines = new ArrayList<String>();
        lines.add(request.method());
        lines.add(request.rawPath());
        lines.add(request.rawQuery());
        for (var name : signedHeaders.split(";", -1))
            lines.add(
                    name.toLowerCase(Locale.ROOT) + ":" + question.header(name).strip());
        lines.add("");
        lines.add(signedHeaders);
        lines.add(hex(sha256(request.body().bytes())));
        return String.join("\n", lines);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HmacSHA256", missing);
        }
    }
}
