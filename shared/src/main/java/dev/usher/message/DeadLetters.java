package dev.usher.message;

/** The operators' queue of dead letters. The delivery's own state is the truth; this is how people and alarms notice. */
public interface DeadLetters {
    /** @throws QueueUnavailable when it is not certain that the letter was taken */
    void send(Delivery dead);
}
