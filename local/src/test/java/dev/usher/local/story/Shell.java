package dev.usher.local.story;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A bash that stays open between commands, as a reader's terminal does. */
final class Shell implements AutoCloseable {
    private static final String END = "<<<end of the answer>>>";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process bash;
    private final BufferedReader output;

    /** @throws AssertionError when bash, curl or openssl is missing on this machine */
    Shell() throws IOException, InterruptedException {
        for (var tool : new String[] {"bash", "curl", "openssl"}) need(tool);
        bash = new ProcessBuilder("bash", "--noprofile", "--norc")
                .redirectErrorStream(true)
                .start();
        output = bash.inputReader();
    }

    private static void need(String tool) throws InterruptedException {
        try {
            new ProcessBuilder(tool, tool.equals("openssl") ? "version" : "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            throw new AssertionError(
                    "the commands of the documentation need " + tool + ", which is not installed here", missing);
        }
    }

    /** Runs commands and gives what they printed. */
    String run(String commands) throws Exception {
        try (var reader = Executors.newVirtualThreadPerTaskExecutor()) {
            var input = bash.outputWriter();
            input.write(commands + "\necho; echo '" + END + "'\n");
            input.flush();
            var answer = reader.submit(this::untilTheEnd);
            try {
                return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException late) {
                close(); // so that the reader ends too
                throw new AssertionError("no answer within " + PATIENCE + ":\n" + commands, late);
            }
        }
    }

    private String untilTheEnd() throws IOException {
        var text = new StringBuilder();
        for (var line = output.readLine(); line != null && !line.equals(END); line = output.readLine())
            text.append(line).append('\n');
        return text.toString().strip();
    }

    @Override
    public void close() {
        bash.descendants().forEach(ProcessHandle::destroyForcibly);
        bash.destroyForcibly();
    }
}
