package dev.usher.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** Puts what it is told on standard output, for a host in a process of its own. */
public final class SweeperFunction implements RequestStreamHandler {
    public SweeperFunction(Map<String, String> environment) {
        if (!environment.containsKey("TABLE")) throw new IllegalArgumentException("TABLE is not set");
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        System.out.println("sweeper: " + new String(input.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }
}
