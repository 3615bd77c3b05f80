package dev.usher.config;

/**
 * One thing wrong with {@code usher.yaml}. Holds no value of the document or of the environment: either may be a secret.
 *
 * @param line counted from 1
 * @param path keys from the top, joined with dots; empty for the document itself
 * @param reason what must be true instead, without a line break
 */
public record Mistake(int line, String path, String reason) {
    /** As the operator reads it: {@code usher.yaml:12 sources.stripe.limit.minute: must be a whole number, 1 to 16777215}. */
    @Override
    public String toString() {
        return "usher.yaml:" + line + (path.isEmpty() ? "" : " " + path) + ": " + reason;
    }
}
