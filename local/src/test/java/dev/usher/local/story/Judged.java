package dev.usher.local.story;

/** A receiver of webhooks that {@link Conformance} judges: Usher, or one with a flaw that must be found. */
interface Judged {
    /** Sends it a webhook. @return the status of the answer */
    int post(Webhook webhook) throws Exception;

    /** Sends it a webhook, and is gone before the answer comes. */
    void postAndHangUp(Webhook webhook) throws Exception;

    /** Makes the next effect fail the first time. */
    void failTheNextEffect() throws Exception;

    /** Whether the event with this id of its provider is stored where a crash does not reach it. */
    boolean stored(String providerId) throws Exception;

    /** How often the effect of the event took place, once everything has come to rest. */
    int effects(String providerId) throws Exception;

    /** Everything that it has logged. */
    String log();
}
