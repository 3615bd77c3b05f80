package dev.usher.local.story;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Everything that the process has written to its standard streams since the first host was started. */
final class Output {
    private static final ByteArrayOutputStream COPY = new ByteArrayOutputStream();
    private static boolean installed;

    private Output() {}

    /** Must come before a host is started: functions keep the stream that they find. */
    static synchronized void install() {
        if (installed) return;
        installed = true;
        System.setOut(both(System.out));
        System.setErr(both(System.err));
    }

    static String text() {
        synchronized (COPY) {
            return COPY.toString(StandardCharsets.UTF_8);
        }
    }

    private static PrintStream both(PrintStream original) {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        original.write(bytes, from, length);
                        synchronized (COPY) {
                            COPY.write(bytes, from, length);
                        }
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }
}
