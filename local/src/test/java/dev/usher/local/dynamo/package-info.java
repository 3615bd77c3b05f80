/** The adapters of the log, against DynamoDB Local. */
@NullMarked
package dev.usher.local.dynamo;

import org.jspecify.annotations.NullMarked;
