package dev.usher.local.template;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Reads one entry of a function's {@code Events}. */
final class EventReader {
    /** What a mapping without MaximumConcurrency may have in the function at once; AWS goes on to 1,250. */
    private static final int CONCURRENCY_WITHOUT_LIMIT = 1_000;

    private final String name;

    /** @param name the function's and the event's logical id in one word, as SAM names what it makes of them */
    EventReader(String name) {
        this.name = name;
    }

    EventSpec read(Block event) {
        var type = event.text("Type");
        var block = event.block("Properties");
        event.end();
        var spec =
                switch (type) {
                    case "HttpApi" -> route(block);
                    case "SQS" -> mapping(block);
                    case "Schedule" -> rule(block);
                    case "ScheduleV2" -> schedule(block);
                    default ->
                        throw new TemplateError(
                                event.line(), event.path() + ".Type", "the local host does not understand " + type);
                };
        block.end();
        return spec;
    }

    private static EventSpec route(Block block) {
        block.passOver(Set.of("ApiId")); // there is one API
        block.only("PayloadFormatVersion", "2.0");
        return new EventSpec.HttpRoute(block.text("Method").toUpperCase(java.util.Locale.ROOT), block.text("Path"));
    }

    private static EventSpec mapping(Block block) {
        var responses = block.texts("FunctionResponseTypes");
        if (!responses.isEmpty() && !responses.equals(List.of("ReportBatchItemFailures"))) {
            throw new TemplateError(
                    block.line(),
                    block.path() + ".FunctionResponseTypes",
                    "only ReportBatchItemFailures is understood");
        }
        var scaling = block.block("ScalingConfig");
        int concurrency = scaling.number("MaximumConcurrency", CONCURRENCY_WITHOUT_LIMIT);
        scaling.end();
        int batchSize = block.number("BatchSize", 10);
        int windowSeconds = block.number("MaximumBatchingWindowInSeconds", 0);
        limit(block, "BatchSize", batchSize, 1, windowSeconds == 0 ? 10 : 10_000);
        limit(block, "MaximumBatchingWindowInSeconds", windowSeconds, 0, 300);
        limit(block, "ScalingConfig.MaximumConcurrency", concurrency, 2, 1_000);
        return new EventSpec.QueueMapping(
                block.text("Queue"),
                batchSize,
                Duration.ofSeconds(windowSeconds),
                !responses.isEmpty(),
                concurrency,
                block.flag("Enabled", true));
    }

    private EventSpec rule(Block block) {
        block.passOver(NoEffect.ofSchedule());
        boolean enabled = block.flag("Enabled", true) && on(block);
        return new EventSpec.Schedule(name, expression(block, "Schedule"), false, input(block), enabled);
    }

    private EventSpec schedule(Block block) {
        block.passOver(NoEffect.ofSchedule());
        block.only("ScheduleExpressionTimezone", "UTC");
        return new EventSpec.Schedule(name, expression(block, "ScheduleExpression"), true, input(block), on(block));
    }

    private static String expression(Block block, String key) {
        var expression = block.text(key);
        if (!expression.startsWith("rate(") && !expression.startsWith("cron(")) {
            throw new TemplateError(
                    block.need(key).line(), block.path() + "." + key, "only rate(...) and cron(...) are understood");
        }
        return expression;
    }

    private static boolean on(Block block) {
        return block.text("State", "ENABLED").equals("ENABLED");
    }

    private static @org.jspecify.annotations.Nullable String input(Block block) {
        return block.find("Input") == null ? null : block.text("Input");
    }

    private static void limit(Block block, String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new TemplateError(
                    block.line(), block.path() + "." + key, value + " is not between " + least + " and " + most);
        }
    }
}
