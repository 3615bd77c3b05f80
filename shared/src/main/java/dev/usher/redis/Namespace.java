package dev.usher.redis;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;

/**
 * Keys with a prefix in front, so that deployments that share a Redis share no key.
 *
 * @param prefix without braces, which would make it the part that places keys in a cluster; may be empty
 */
record Namespace(String prefix) implements RedisCodec<String, String> {
    @Override
    public ByteBuffer encodeKey(String key) {
        return StringCodec.UTF8.encodeKey(prefix + key);
    }

    @Override
    public String decodeKey(ByteBuffer bytes) {
        return StringCodec.UTF8.decodeKey(bytes).substring(prefix.length());
    }

    @Override
    public ByteBuffer encodeValue(String value) {
        return StringCodec.UTF8.encodeValue(value);
    }

    @Override
    public String decodeValue(ByteBuffer bytes) {
        return StringCodec.UTF8.decodeValue(bytes);
    }
}
