package dev.usher.dynamo;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Bytes in the zlib format (RFC 1950), at its fastest level: JSON of 2 KB shrinks to less than half in some ten microseconds. */
final class Deflated {
    /** Below this it is not worth the work. */
    static final int LEAST_BYTES = 512;

    private Deflated() {}

    static byte[] deflate(byte[] bytes) {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream(bytes.length);
            var buffer = new byte[8 * 1024];
            while (!deflater.finished()) out.write(buffer, 0, deflater.deflate(buffer));
            return out.toByteArray();
        } finally {
            deflater.end();
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
