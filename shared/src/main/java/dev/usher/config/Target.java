package dev.usher.config;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a destination is, and how an attempt at it is made. */
public sealed interface Target {
    /** An HTTP endpoint, which gets signed deliveries. */
    record Http(URI url) implements Target {}

    /**
     * A topic of Amazon SNS.
     *
     * @param topic its ARN
     */
    record Sns(String topic) implements Target {
        /** The region that the ARN names. */
        public String region() {
            return topic.split(":", 5)[3];
        }
    }

    /**
     * An incoming webhook of Slack, or of whoever takes the same JSON.
     *
     * @param url whoever knows it may post, so it is a secret
     */
    record Slack(SecretRef url) implements Target {}

    /**
     * Addresses of people.
     *
     * @param to 1 to 20
     * @param way how mail is handed over
     */
    record Email(String from, List<String> to, Way way) implements Target {
        public Email {
            to = List.copyOf(to);
        }
    }

    /** A third party, called with its credentials, under its limit and its breaker. */
    record Gateway(URI url) implements Target {}

    /** How mail is handed over. */
    sealed interface Way {
        /** The API of Amazon SES, in the deployment's own region. */
        record Ses() implements Way {}

        /**
         * A mail server.
         *
         * @param login null for none
         */
        record Smtp(
                String host, int port, Tls tls, @Nullable Login login) implements Way {}
    }

    /** Who hands mail over. */
    record Login(SecretRef user, SecretRef password) {}

    /** How the connection to a mail server is encrypted. */
    enum Tls {
        /** By STARTTLS; a server that does not offer it gets nothing. */
        STARTTLS,
        /** From its first byte. */
        IMPLICIT,
        /** Not at all. */
        NONE
    }

    /** {@code http}, {@code sns}, {@code slack}, {@code email} or {@code gateway}. */
    default String kind() {
        return switch (this) {
            case Http http -> "http";
            case Sns sns -> "sns";
            case Slack slack -> "slack";
            case Email email -> "email";
            case Gateway gateway -> "gateway";
        };
    }
}
