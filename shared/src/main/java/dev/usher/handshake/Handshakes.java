package dev.usher.handshake;

import static dev.usher.handshake.Handshake.Needs.NOTHING;
import static dev.usher.handshake.Handshake.Needs.SIGNING_SECRET;
import static dev.usher.handshake.Handshake.Needs.VERIFY_TOKEN;
import static dev.usher.handshake.Handshake.When.AFTER_VERIFICATION;
import static dev.usher.handshake.Handshake.When.BEFORE_VERIFICATION;

import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.http.Request;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every handshake by name. */
public final class Handshakes {
    private static final Answer NOT_A_HANDSHAKE = new Answer.NotAHandshake();
    private static final Map<String, Handshake> BY_NAME = byName();

    private Handshakes() {}

    /** @throws IllegalArgumentException when there is no handshake of this name; the message lists those there are */
    public static Handshake of(String name) {
        var handshake = BY_NAME.get(name);
        if (handshake == null) {
            throw new IllegalArgumentException(
                    "there is no handshake " + name + "; there are " + String.join(", ", BY_NAME.keySet()));
        }
        return handshake;
    }

    /** In alphabetical order. */
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    private static Map<String, Handshake> byName() {
        var all = new TreeMap<String, Handshake>();
        all.put("asana", new Registered(BEFORE_VERIFICATION, NOTHING, EchoQuestions::asana));
        all.put("discord", new Registered(AFTER_VERIFICATION, NOTHING, EchoQuestions::discord));
        all.put("dropbox", new Registered(BEFORE_VERIFICATION, NOTHING, EchoQuestions::dropbox));
        all.put("ebay", new Registered(BEFORE_VERIFICATION, VERIFY_TOKEN, SecretQuestions::ebay));
        all.put("google-channel", new Registered(AFTER_VERIFICATION, NOTHING, EchoQuestions::googleChannel));
        all.put("meta", new Registered(BEFORE_VERIFICATION, VERIFY_TOKEN, SecretQuestions::meta));
        all.put("microsoft-graph", new Registered(BEFORE_VERIFICATION, NOTHING, EchoQuestions::microsoftGraph));
        all.put("slack", new Registered(AFTER_VERIFICATION, NOTHING, EchoQuestions::slack));
        all.put("x", new Registered(BEFORE_VERIFICATION, SIGNING_SECRET, SecretQuestions::x));
        all.put("zoom", new Registered(AFTER_VERIFICATION, SIGNING_SECRET, SecretQuestions::zoom));
        return Collections.unmodifiableMap(all);
    }

    /** What recognises a handshake and answers it. */
    @FunctionalInterface
    private interface Question {
        Answer answer(Request request, List<Secret> secrets);
    }

    private record Registered(When when, Needs needs, Question question) implements Handshake {
        /** Whatever is signed together with the body, in a token the body is one too, or empty. */
        @Override
        public boolean mayHaveSigned(Body body) {
            boolean signsForStrangers = when == BEFORE_VERIFICATION && needs == SIGNING_SECRET;
            return signsForStrangers && (body.size() == 0 || Challenge.token(body.textOrNull()) != null);
        }

        @Override
        public Answer answer(Request request, List<Secret> secrets) {
            // Without the secret there is no answer; the request then fails as any unverified one does.
            return needs != NOTHING && secrets.stream().allMatch(Secret::isEmpty)
                    ? NOT_A_HANDSHAKE
                    : question.answer(request, secrets);
        }
    }
}
