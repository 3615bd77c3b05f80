/** The adapters of the log against DynamoDB Local, or what is given in its place, held to the contracts that the stores in memory pass too. */
@NullMarked
package dev.usher.local.dynamo;

import org.jspecify.annotations.NullMarked;
