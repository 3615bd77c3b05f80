/** The Lambda entry point of the webhook intake; {@link dev.usher.webhook.ReceiveWebhook} has the steps. */
@NullMarked
package dev.usher.functions.intake;

import org.jspecify.annotations.NullMarked;
