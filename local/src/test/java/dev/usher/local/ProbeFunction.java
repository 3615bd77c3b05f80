package dev.usher.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A function that tells its {@link Probe} everything and answers what that says. */
public final class ProbeFunction implements RequestStreamHandler {
    private final Probe probe;

    public ProbeFunction(Map<String, String> environment) {
        probe = Probe.named(environment.getOrDefault("PROBE", "none"));
        probe.environments.add(environment);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        int running = probe.running.incrementAndGet();
        probe.mostRunning.accumulateAndGet(running, Math::max);
        try {
            var event = Json.mapper().readTree(input);
            probe.calls.add(new Probe.Call(context.getFunctionName(), event));
            output.write(probe.reply.to(event, context).getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            probe.running.decrementAndGet();
        }
    }
}
