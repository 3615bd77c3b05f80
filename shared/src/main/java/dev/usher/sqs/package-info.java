/**
 * The queues in SQS: the only place that imports its SDK, and the wire form of what is queued.
 *
 * <p>Start with {@link dev.usher.sqs.WakeCodec}.
 */
@NullMarked
package dev.usher.sqs;

import org.jspecify.annotations.NullMarked;
