/** The adapters of the log against DynamoDB Local, held to the contracts that the stores in memory pass too. */
@NullMarked
package dev.usher.local.dynamo;

import org.jspecify.annotations.NullMarked;
