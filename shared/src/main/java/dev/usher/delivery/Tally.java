package dev.usher.delivery;

import dev.usher.message.Attempt;
import dev.usher.message.Delivery;

/** Counts attempts for the reliability figures. Cheap, never throws, and may be written out a second later. */
public interface Tally {
    /** One attempt was made and recorded; {@code after} is the delivery with it. */
    void count(Delivery after, Attempt attempt);
}
