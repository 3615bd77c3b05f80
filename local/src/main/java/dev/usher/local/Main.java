package dev.usher.local;

import dev.usher.local.template.TemplateError;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/** Starts a local host from {@code -Dusher.*} and runs it until the process is told to stop. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (Boolean.getBoolean("usher.stopWithParent")) stopWithParent();
        try {
            run(Options.from(properties(), System.getenv()));
        } catch (TemplateError | IllegalArgumentException | IllegalStateException e) {
            System.err.println("usher: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1); // the parts' threads would keep the process alive
        }
    }

    /** The system properties and those that Maven was given, which it can pass on only all at once: {@code {a=1, b=2}}. */
    private static Properties properties() {
        var properties = new Properties();
        properties.putAll(System.getProperties());
        var given = Pattern.compile("[{ ](usher\\.[\\w.]+)=(.*?)(?=, [\\w.]+=|}$)")
                .matcher(System.getenv().getOrDefault("USHER_MAVEN_PROPERTIES", ""));
        while (given.find()) properties.setProperty(given.group(1), given.group(2));
        return properties;
    }

    private static void run(Options options) throws Exception {
        var host = LocalHost.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(host::close, "stop"));
        System.out.println(Wiring.of(host, options));
        System.out.flush();
        new CountDownLatch(1).await();
    }

    /** Ends when the process that started this one ends, however it does: Maven passes on Ctrl-C, but not every signal. */
    private static void stopWithParent() {
        var parent = ProcessHandle.current().parent();
        if (parent.isEmpty()) return;
        var ended = parent.get().onExit();
        Thread.ofPlatform().daemon().name("parent").start(() -> {
            ended.join();
            System.exit(0);
        });
    }
}
