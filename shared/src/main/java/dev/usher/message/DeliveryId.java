package dev.usher.message;

/**
 * One event on its way to one destination.
 *
 * @param replay 0 for the original, then 1, 2, ...: a replay is a delivery of its own, so history is never rewritten
 */
public record DeliveryId(EventId event, String destination, int replay) {
    /** The text form, {@code event_….destination.replay}. */
    @Override
    public String toString() {
        return event.text() + "." + destination + "." + replay;
    }

    /** @throws IllegalArgumentException when this is no delivery id */
    public static DeliveryId parse(String text) {
        int first = text.indexOf('.');
        int last = text.lastIndexOf('.');
        if (first < 0 || last == first) throw new IllegalArgumentException("not a delivery id");
        try {
            return new DeliveryId(
                    new EventId(text.substring(0, first)),
                    text.substring(first + 1, last),
                    Integer.parseInt(text.substring(last + 1)));
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("not a delivery id", malformed);
        }
    }
}
