package dev.usher.bench.coldstart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The sample event that each function is started with, changed so that no two are the same: a duplicate is less work. */
final class Samples {
    private static final Map<String, String> FILES = Map.of(
            "WebhookIntake", "webhook-intake/generic-accepted.json",
            "Delivery", "delivery/dispatch.json",
            "Sweeper", "sweeper/scheduled.json",
            "DlqReplay", "dlq-replay/slice.json",
            "RateLimitCheck", "rate-limit-check/check.json",
            "Gateway", "gateway/balance.json",
            "HealthProbe", "health-probe/scheduled.json",
            "Admin", "admin/list-events.json");

    /** The event of {@code delivery/dispatch.json}. */
    private static final String DISPATCHED = "event_7s3a26anx3gwc0zdkb3674y0hm";

    private final Path folder;
    private int number;

    /** @param folder {@code events/} */
    Samples(Path folder) {
        this.folder = folder;
    }

    /** Functions that have one. */
    static List<String> functions() {
        return FILES.keySet().stream().sorted().toList();
    }

    /** Another event for a function, by logical id. */
    byte[] next(String function, Map<String, String> variables) throws IOException, GeneralSecurityException {
        var text = Files.readString(folder.resolve(Objects.requireNonNull(FILES.get(function), function)));
        number++;
        return switch (function) {
            case "WebhookIntake" -> signed(text, Objects.requireNonNull(variables.get("GENERIC_WEBHOOK_SECRET")));
            case "Delivery" ->
                text.replace(DISPATCHED, DISPATCHED.substring(0, 24) + "%08d".formatted(number))
                        .getBytes(StandardCharsets.UTF_8);
            default -> text.getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] signed(String text, String secret) throws GeneralSecurityException {
        var event = (ObjectNode) Objects.requireNonNull(Json.readOrNull(text.getBytes(StandardCharsets.UTF_8)));
        var body = "{\"type\":\"album.ready\",\"weddingId\":\"w-7\",\"photos\":%d}".formatted(number);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        ((ObjectNode) event.path("headers")).put("x-signature", signature).put("content-length", body.length());
        event.put("body", body);
        return Json.bytes(event);
    }
}
