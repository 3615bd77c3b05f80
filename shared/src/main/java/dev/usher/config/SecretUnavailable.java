package dev.usher.config;

/** A secret that can't be had now. The message names the reference and never holds key material. */
public final class SecretUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SecretUnavailable(SecretRef ref, String reason) {
        super(ref + " is unavailable: " + reason);
    }

    public SecretUnavailable(SecretRef ref, String reason, Throwable cause) {
        super(ref + " is unavailable: " + reason, cause);
    }

    private SecretUnavailable(SecretUnavailable earlier) {
        super(earlier.getMessage(), earlier);
    }

    /** The same failure for another caller, with the caller's stack. */
    public static SecretUnavailable again(SecretUnavailable earlier) {
        return new SecretUnavailable(earlier);
    }
}
