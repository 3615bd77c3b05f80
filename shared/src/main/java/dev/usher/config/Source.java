package dev.usher.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A third party that sends webhooks in.
 *
 * @param name the path part of its URL, {@code [a-z0-9_-]{1,64}}
 * @param scheme how it signs
 * @param secrets 1 to 5, tried in this order; several so that one can be rotated without losing a webhook
 * @param publicUrl the URL registered with the provider, for schemes that sign it; empty to use the URL the request came in on
 * @param content what its bodies are
 * @param maxBodyBytes larger bodies are answered 413; 1 byte to 1 MiB
 * @param id where the provider's event id is, for deduplication; {@link Locator.None} to use a digest of the signed content
 * @param type where the event type is
 * @param handshake the name of the provider's handshake; null when it has none
 * @param handshakeToken the token of handshakes that have one of their own (Meta, eBay); null for others
 * @param priority of types that do not set their own
 * @param types the subscribed event types by name; a single {@code "*"} subscribes all
 * @param context names of the business fields lifted out of every request, and where they are
 * @param dedupeFor how long an event id is remembered; 1 minute to 30 days
 * @param limit null for none
 * @param retry for deliveries of its events, unless the destination sets its own; null for {@link RetryPolicy#STANDARD}
 * @param reply what the provider wants to hear on success instead of our JSON (TwiML, say); null for ours
 */
public record Source(
        String name,
        SchemeConfig scheme,
        List<SecretRef> secrets,
        String publicUrl,
        Content content,
        int maxBodyBytes,
        Locator id,
        Locator type,
        @Nullable String handshake,
        @Nullable SecretRef handshakeToken,
        Priority priority,
        Map<String, EventType> types,
        Map<String, Locator> context,
        Duration dedupeFor,
        @Nullable LimitPolicy limit,
        @Nullable RetryPolicy retry,
        @Nullable Reply reply) {
    public Source {
        secrets = List.copyOf(secrets);
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
    }

    /** How bodies of a source are read. */
    public enum Content {
        JSON,
        FORM,
        /** Kept as bytes and never parsed; types and ids then come from headers. */
        OPAQUE
    }

    /**
     * One subscribed event type.
     *
     * @param priority null to take the source's
     * @param context added to the source's context fields
     */
    public record EventType(@Nullable Priority priority, Map<String, Locator> context) {
        public EventType {
            context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
        }
    }

    /** A fixed answer with status 200 for accepted, ignored and duplicate webhooks. */
    public record Reply(String contentType, String body) {}

    /** Where in a request a value is found. */
    public sealed interface Locator {
        /** A header, by lower-case name. */
        record Header(String name) implements Locator {}

        /** An RFC 6901 pointer into the JSON body. */
        record Pointer(String pointer) implements Locator {}

        /** A field of a form body. */
        record Field(String name) implements Locator {}

        /** Always this value. */
        record Fixed(String value) implements Locator {}

        /** Nowhere. */
        record None() implements Locator {}

        /** Several parts joined with {@code :}; found when all are. */
        record Joined(List<Locator> parts) implements Locator {}
    }

    /** The type's own priority, or the source's. */
    public Priority priorityOf(String type) {
        var entry = types.get(type);
        var own = entry == null ? null : entry.priority();
        return own == null ? priority : own;
    }

    public boolean subscribes(String type) {
        return types.containsKey(type) || types.containsKey("*");
    }
}
