package dev.usher.egress;

import java.io.IOException;
import java.io.InputStream;

/**
 * The kept beginning of an answer's body.
 *
 * @param truncated whether there was more than is kept
 * @param complete whether the body was read to its end, so that the connection can serve again
 */
@SuppressWarnings("ArrayRecordComponent") // handed on at once, and never compared
record KeptBytes(byte[] bytes, boolean truncated, boolean complete) {
    /** How much is read on behind the kept part so that a middling page does not cost its connection. */
    private static final int DRAIN_BYTES = 48 * 1024;

    static final KeptBytes NONE = new KeptBytes(new byte[0], false, true);

    static KeptBytes read(InputStream body, int keepBytes) throws IOException {
        var kept = body.readNBytes(keepBytes);
        if (kept.length < keepBytes) return new KeptBytes(kept, false, true);
        var scratch = new byte[4096];
        int drained = 0;
        while (drained <= DRAIN_BYTES) {
            int count = body.read(scratch);
            if (count < 0) return new KeptBytes(kept, drained > 0, true);
            drained += count;
        }
        return new KeptBytes(kept, true, false);
    }
}
