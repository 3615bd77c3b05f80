package dev.usher.local;

import dev.usher.config.ConfigFile;
import dev.usher.config.Settings;
import dev.usher.lambda.DomainChecks;
import dev.usher.local.template.TemplateError;
import dev.usher.shape.Shapes;
import dev.usher.telemetry.JsonLog;
import java.time.Instant;
import java.util.HashMap;
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
        checkSamples(options);
        var host = LocalHost.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(host::close, "stop"));
        System.out.println(Wiring.of(host, options));
        System.out.flush();
        new CountDownLatch(1).await();
    }

    /** What the configuration says it makes of third parties' answers is tried on its samples, which a deployed function would not take the time for. */
    private static void checkSamples(Options options) {
        // Which port it will be is not known yet when any free one will do, and samples do not ask.
        var variables = new HashMap<>(FunctionEnvironment.developmentDefaults(Math.max(1, options.port())));
        variables.putAll(options.environment());
        var settings = new Settings(variables);
        var config = ConfigFile.load(settings, new DomainChecks(settings));
        var shapes = new Shapes(name -> ConfigFile.beside(settings, name), symptom -> {}, JsonLog.off());
        var mistakes = config.services().values().stream()
                .flatMap(service -> shapes.mistakes(service, Instant.now()).stream())
                .toList();
        if (!mistakes.isEmpty())
            throw new IllegalStateException("samples of usher.yaml:\n  " + String.join("\n  ", mistakes));
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
