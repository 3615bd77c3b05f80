package dev.usher.bench.micro;

import dev.usher.message.Wake;
import dev.usher.sqs.WakeCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writes and reads the message that carries an event of 2 KB. */
@State(Scope.Benchmark)
public class QueueMessage {
    private final Wake wake = Wake.Dispatch.of(Payloads.event());
    private final String written = WakeCodec.write(wake);

    @Benchmark
    public String write() {
        return WakeCodec.write(wake);
    }

    @Benchmark
    public Wake read() {
        return WakeCodec.read(written);
    }
}
