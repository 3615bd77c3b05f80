package dev.usher.local.function;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.usher.http.Body;
import dev.usher.local.template.FunctionSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One function, invoked as Lambda does it: an environment for each request at a time, a deadline, and errors as answers. */
public final class FunctionPool {
    /** Lambda's limit for a synchronous payload, either way: 6 MB. */
    public static final int PAYLOAD_BYTES = 6 * 1024 * 1024;

    private final FunctionSpec function;
    private final Map<String, String> variables;
    private final Environments environments;

    /** @param cap environments at most */
    public FunctionPool(FunctionSpec function, Handlers.Factory factory, Map<String, String> environment, int cap) {
        this.function = function;
        this.variables = Map.copyOf(environment);
        this.environments = new Environments(
                () -> factory.create(variables), function.reserved().orElse(cap));
    }

    public FunctionSpec function() {
        return function;
    }

    /** The variables of its environments. */
    public Map<String, String> variables() {
        return variables;
    }

    /**
     * Makes the first environment ahead of the first request, so that a mistake in the configuration stops the start.
     *
     * @throws IllegalStateException when the function cannot be initialised
     */
    public void warm() throws InterruptedException {
        try {
            var environment = environments.lend(Duration.ofSeconds(30));
            if (environment == null)
                throw new IllegalStateException(function.id() + " took longer than 30 s to initialise");
            environments.giveBack(environment);
        } catch (ExecutionException e) {
            throw new IllegalStateException(function.id() + " could not be initialised: " + e.getCause(), e.getCause());
        }
    }

    /**
     * Invokes the function and waits for its answer.
     *
     * @param event the payload, at most {@link #PAYLOAD_BYTES}
     * @param wait how long to wait for a free environment
     */
    public Answer invoke(Body event, Duration wait) throws InterruptedException {
        RequestStreamHandler handler;
        try {
            handler = environments.lend(wait);
        } catch (ExecutionException e) {
            return failed(String.valueOf(e.getCause()), e.getCause() == null ? e : e.getCause());
        }
        return handler == null ? new Answer.Throttled() : run(handler, event);
    }

    private Answer run(RequestStreamHandler handler, Body event) throws InterruptedException {
        var requestId = newRequestId();
        var context = new LocalContext(
                function, requestId, System.nanoTime() + function.timeout().toNanos());
        var output = new ByteArrayOutputStream(512);
        var call = new FutureTask<Answer>(() -> {
            handler.handleRequest(new ByteArrayInputStream(event.bytes()), output, context);
            if (output.size() > PAYLOAD_BYTES)
                return failed(requestId, new IllegalStateException("the answer is over 6 MB"));
            return new Answer.Returned(Body.of(output.toByteArray()));
        });
        Thread.ofVirtual().name(function.id()).start(call);
        boolean discarded = false;
        try {
            return call.get(function.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return failed(requestId, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            discarded = true;
            call.cancel(true);
            if (e instanceof InterruptedException interrupted) throw interrupted;
            System.err.println(requestId + " " + function.id() + " timed out after "
                    + function.timeout().toSeconds() + " s");
            return new Answer.TimedOut();
        } finally {
            if (discarded) environments.discard();
            else environments.giveBack(handler);
        }
    }

    /** Cheap on purpose: {@link UUID#randomUUID()} waits for the secure generator. */
    private static String newRequestId() {
        var random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** Lambda's runtime logs what a function throws; so does this. */
    private Answer failed(String requestId, Throwable cause) {
        System.err.println(requestId + " " + function.id() + " failed: " + cause);
        cause.printStackTrace();
        return new Answer.Failed(cause.getClass().getName(), String.valueOf(cause.getMessage()));
    }

    /** Environments that exist now. */
    public int environments() {
        return environments.live();
    }

    public void stop() throws InterruptedException {
        environments.stop();
    }
}
