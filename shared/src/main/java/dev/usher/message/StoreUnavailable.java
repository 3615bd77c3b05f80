package dev.usher.message;

/** The store of events and deliveries did not answer, or refused. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreUnavailable(String what, Throwable cause) {
        super(what, cause);
    }
}
