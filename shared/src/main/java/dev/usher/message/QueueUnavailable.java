package dev.usher.message;

/** A queue did not answer, or refused. */
public final class QueueUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public QueueUnavailable(String what, Throwable cause) {
        super(what, cause);
    }
}
