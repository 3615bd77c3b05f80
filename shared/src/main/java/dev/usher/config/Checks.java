package dev.usher.config;

/**
 * Checks that only the domains can make: whether a scheme takes these options, whether a pattern or a transform compiles.
 * Each method returns for a good value and throws an {@link IllegalArgumentException} whose message is the reason, in one
 * line and fit to be shown to whoever starts the program.
 */
public interface Checks {
    void scheme(SchemeConfig scheme);

    /** @param name of a provider's handshake */
    void handshake(String name);

    /** @param json an event pattern as JSON text */
    void pattern(String json);

    /** @param name of a file beside the configuration, as it is written there */
    void file(String name);

    /** @param jsonata the text of a transform */
    void transform(String jsonata);
}
