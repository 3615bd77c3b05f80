package dev.usher.routing;

/** A transform that made no body. */
class BrokenTransform extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenTransform(String reason) {
        super(reason, null, false, false);
    }

    /** What {@link #getMessage} says, which is never null. */
    String reason() {
        return String.valueOf(getMessage());
    }

    /** One that was cut off at its time. */
    static final class OutOfTime extends BrokenTransform {
        private static final long serialVersionUID = 1L;

        OutOfTime() {
            super("the transform ran longer than " + Transform.MOST_TIME.toMillis() + " ms");
        }
    }
}
