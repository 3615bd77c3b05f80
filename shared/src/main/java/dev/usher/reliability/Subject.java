package dev.usher.reliability;

/**
 * Whose attempts are counted together.
 *
 * @param type of the events, as the provider names it; {@link #OTHER} when it is too long, or when there were too many
 */
public record Subject(String destination, String source, String type) {
    /** Stands for all event types that are not counted on their own. */
    public static final String OTHER = "other";
}
