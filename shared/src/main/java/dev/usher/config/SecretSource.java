package dev.usher.config;

/** Where secrets come from. Thread-safe; may answer from memory, so a rotated secret shows within a minute. */
public interface SecretSource {
    /** @throws SecretUnavailable when the secret does not exist, or its store fails and nothing recent is remembered */
    Secret get(SecretRef ref);
}
