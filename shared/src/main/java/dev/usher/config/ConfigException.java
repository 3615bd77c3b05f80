package dev.usher.config;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with {@code usher.yaml} at once; the message has one line a mistake. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    // Exceptions are serialisable by type; this one never travels, so the mistakes need not be.
    private final transient List<Mistake> mistakes;

    /** @param mistakes at least one, in the order of their lines */
    public ConfigException(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }
}
