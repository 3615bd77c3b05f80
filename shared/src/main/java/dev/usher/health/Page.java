package dev.usher.health;

/**
 * What a service's own status page says.
 *
 * @param indicator {@code none}, {@code minor}, {@code major}, {@code critical} or {@code maintenance}; {@code unread} when it could
 *     not be read; empty when it was not asked
 */
public record Page(String indicator) {
    /** Nobody asked. */
    public static final Page NONE = new Page("");

    /** It did not answer, or not in the form of Statuspage. */
    public static final Page UNREAD = new Page("unread");

    /** Whether it says that something is wrong. */
    public boolean admits() {
        return switch (indicator) {
            case "minor", "major", "critical", "maintenance" -> true;
            default -> false;
        };
    }
}
