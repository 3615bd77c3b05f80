package dev.usher.breaker;

/** What is shared of breakers can't be reached. */
public final class BreakersUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BreakersUnavailable(String message) {
        super(message);
    }
}
