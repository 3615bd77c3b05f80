package dev.usher.local.schedule;

import dev.usher.http.Body;
import dev.usher.local.function.Answer;
import dev.usher.local.function.FunctionPool;
import dev.usher.local.template.EventSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Invokes functions on their schedules, asynchronously: a run doesn't wait for the one before, a failed one is made twice more. */
public final class Schedules implements AutoCloseable {
    /** Lambda's pauses before the retries of an asynchronous invocation that failed. */
    private static final List<Duration> RETRIES = List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));

    private static final Duration ENVIRONMENT_WAIT = Duration.ofMinutes(1);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final @Nullable Duration everyRate;

    /** @param everyRate the period of all {@code rate(...)} schedules instead of their own; null: their own */
    public Schedules(@Nullable Duration everyRate) {
        this.everyRate = everyRate;
    }

    public void start(EventSpec.Schedule schedule, FunctionPool function) {
        var timing = timing(schedule.expression());
        if (!schedule.enabled()) return;
        Thread.ofVirtual().name("schedule-" + schedule.name()).start(() -> run(schedule, timing, function));
    }

    private Timing timing(String expression) {
        var timing = Timing.of(expression);
        return everyRate != null && timing instanceof Timing.Rate ? new Timing.Rate(everyRate) : timing;
    }

    private void run(EventSpec.Schedule schedule, Timing timing, FunctionPool function) {
        var due = timing.after(Instant.now());
        try {
            while (!due.equals(Instant.MAX) && !closesWithin(Duration.between(Instant.now(), due))) {
                var event = ScheduleEvent.of(schedule, due);
                Thread.ofVirtual().name("run-" + schedule.name()).start(() -> invoke(function, event));
                due = timing.after(due);
                if (due.isBefore(Instant.now())) due = timing.after(Instant.now()); // after a pause of the machine
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void invoke(FunctionPool function, Body event) {
        try {
            if (function.invoke(event, ENVIRONMENT_WAIT) instanceof Answer.Returned) return;
            for (var pause : RETRIES) {
                if (closesWithin(pause) || function.invoke(event, ENVIRONMENT_WAIT) instanceof Answer.Returned) return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closesWithin(Duration time) throws InterruptedException {
        return closing.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
