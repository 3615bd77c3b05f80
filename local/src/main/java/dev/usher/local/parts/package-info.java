/**
 * The parts underneath: DynamoDB Local, ElasticMQ and Redis, started, filled as declared, and stopped.
 *
 * <p>Start with {@link dev.usher.local.parts.Parts}.
 */
@NullMarked
package dev.usher.local.parts;

import org.jspecify.annotations.NullMarked;
