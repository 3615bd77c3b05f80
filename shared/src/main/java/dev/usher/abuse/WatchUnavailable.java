package dev.usher.abuse;

/** What is recorded of limits can't be read or written now, or nothing records it. */
public final class WatchUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WatchUnavailable(String why) {
        super(why);
    }
}
