/**
 * Redis through Lettuce: the only place that imports it, and the Lua scripts under {@code resources/lua}.
 *
 * <p>Start with {@link dev.usher.redis.RedisLimiter}.
 */
@NullMarked
package dev.usher.redis;

import org.jspecify.annotations.NullMarked;
