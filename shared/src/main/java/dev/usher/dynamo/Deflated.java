package dev.usher.dynamo;

import java.io.ByteArrayOutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Bytes in the zlib format (RFC 1950), at its fastest level: JSON of 2 KB shrinks to less than half in some ten microseconds. */
final class Deflated {
    /** Below this it is not worth the work. */
    static final int LEAST_BYTES = 512;

    /** Those that nobody uses now, as many as were ever used at once: to set one up, a quarter of a megabyte, takes as long as its work. */
    private static final Queue<Deflater> IDLE = new ConcurrentLinkedQueue<>();

    private Deflated() {}

    static byte[] deflate(byte[] bytes) {
        var idle = IDLE.poll();
        var deflater = idle == null ? new Deflater(Deflater.BEST_SPEED) : idle;
        try {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream(bytes.length);
            var buffer = new byte[8 * 1024];
            while (!deflater.finished()) out.write(buffer, 0, deflater.deflate(buffer));
            return out.toByteArray();
        } finally {
            deflater.reset();
            IDLE.add(deflater);
        }
    }

    /** @throws IllegalStateException when this is not what {@link #deflate} made of at most so many bytes */
    static byte[] inflate(byte[] bytes, int most) {
        var inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            var out = new ByteArrayOutputStream(4 * bytes.length);
            var buffer = new byte[8 * 1024];
            while (!inflater.finished()) {
                int read = inflater.inflate(buffer);
                out.write(buffer, 0, read);
                boolean stuck = read == 0 && !inflater.finished();
                if (stuck || out.size() > most) throw new IllegalStateException("a stored body is damaged");
            }
            return out.toByteArray();
        } catch (DataFormatException damaged) {
            throw new IllegalStateException("a stored body is damaged", damaged);
        } finally {
            inflater.end();
        }
    }
}
