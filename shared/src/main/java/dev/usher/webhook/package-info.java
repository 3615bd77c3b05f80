/**
 * The intake: one webhook, from its bytes to an accepted event and an answer.
 *
 * <p>Start with {@link dev.usher.webhook.ReceiveWebhook}; {@link dev.usher.webhook.Receipt} lists what can come of it.
 */
@NullMarked
package dev.usher.webhook;

import org.jspecify.annotations.NullMarked;
