/**
 * The log in DynamoDB: the only place that imports its SDK. docs/reference/table.md draws every kind of item.
 *
 * <p>Start with {@link dev.usher.dynamo.DynamoEvents} and {@link dev.usher.dynamo.DynamoDeliveries}.
 */
@NullMarked
package dev.usher.dynamo;

import org.jspecify.annotations.NullMarked;
