package dev.usher.replay;

import dev.usher.delivery.Parallel;
import dev.usher.http.Json;
import dev.usher.message.DeliveryId;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.State;
import dev.usher.message.StoreUnavailable;
import dev.usher.search.DeliveryRow;
import dev.usher.search.Field;
import dev.usher.search.Page;
import dev.usher.search.Search;
import dev.usher.telemetry.JsonLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Works a slice of a replay job: replays a page of what the job wants, writes down how far it came, and queues the next.
 * A slice that comes twice, or whose worker was killed, replays nothing twice and is counted once: every replay is made
 * once for its job, what was replayed leaves the list only after the count is written, and the count is written once.
 */
public final class WorkSlice {
    /** Deliveries replayed side by side. */
    private static final int ABREAST = 10;

    private final Replays replays;
    private final Search search;
    private final ReplayDelivery replay;
    private final Slices slices;
    private final JsonLog log;
    private final InstantSource clock;

    public WorkSlice(
            Replays replays, Search search, ReplayDelivery replay, Slices slices, JsonLog log, InstantSource clock) {
        this.replays = replays;
        this.search = search;
        this.replay = replay;
        this.slices = slices;
        this.log = log;
        this.clock = clock;
    }

    /** @throws StoreUnavailable when the slice could not be finished: it must come again */
    public void handle(Slices.Slice slice) {
        var job = replays.find(slice.job());
        if (job == null || job.progress().slice() != slice.number()) return;
        switch (job.progress().standing()) {
            case RUNNING -> work(job);
            case CANCELLING -> end(job, ReplayJob.Standing.CANCELLED);
            case CANCELLED, DONE -> {}
        }
    }

    private void work(ReplayJob job) {
        var began = clock.instant();
        var page = page(job);
        var made = new ConcurrentLinkedQueue<DeliveryId>();
        var counts = new ConcurrentLinkedQueue<ReplayJob.Counts>();
        var rows = new ArrayList<Runnable>();
        // What this job made itself shows up in the list too when a slice is worked again.
        var wanted = page.items().stream()
                .filter(row -> !row.cause().equals(job.order().cause()))
                .toList();
        for (int i = 0; i < wanted.size(); i++) {
            var row = wanted.get(i);
            var due = began.plusMillis(i * 1000L / job.plan().pacePerSecond());
            rows.add(() -> counts.add(replay(job, row, began, due, made)));
        }
        for (int from = 0; from < rows.size(); from += ABREAST)
            Parallel.each(rows.subList(from, Math.min(rows.size(), from + ABREAST)), Runnable::run);
        var sum = counts.stream().reduce(job.progress().counts(), ReplayJob.Counts::plus);
        long replayed = sum.replayed() - job.progress().counts().replayed();
        boolean done = page.next() == null || sum.replayed() >= job.plan().max();
        var due = began.plusMillis(replayed * 1000 / job.plan().pacePerSecond());
        var after = new ReplayJob.Progress(
                done ? ReplayJob.Standing.DONE : ReplayJob.Standing.RUNNING,
                job.progress().slice() + 1,
                page.next(),
                sum,
                done ? clock.instant() : due);
        record(job, after, List.copyOf(made));
    }

    private void record(ReplayJob job, ReplayJob.Progress after, List<DeliveryId> made) {
        boolean ours = replays.advance(job, after);
        Parallel.each(made, by -> replay.settle(by, clock.instant()));
        if (!ours) return;
        log.info(
                "replay slice",
                Json.object()
                        .put("job", job.id())
                        .put("slice", job.progress().slice())
                        .put("found", after.counts().found())
                        .put("replayed", after.counts().replayed())
                        .put("state", after.standing().label()));
        if (after.standing() == ReplayJob.Standing.RUNNING) queue(job, after);
    }

    private void queue(ReplayJob job, ReplayJob.Progress after) {
        var wait = Duration.between(clock.instant(), after.next());
        try {
            slices.send(new Slices.Slice(job.id(), after.slice()), wait.isNegative() ? Duration.ZERO : wait);
        } catch (QueueUnavailable outage) {
            log.warn("left to the sweeper", Json.object().put("job", job.id()));
        }
    }

    private Page<DeliveryRow> page(ReplayJob job) {
        var plan = job.plan();
        var after = job.progress().after();
        return plan.state() == State.DELIVERED
                ? search.deliveries(plan.criteria().and(Field.STATE, State.DELIVERED.label()), after, job.sliceSize())
                : search.unresolved(plan.state(), plan.criteria(), after, job.sliceSize());
    }

    private ReplayJob.Counts replay(
            ReplayJob job, DeliveryRow row, Instant now, Instant due, ConcurrentLinkedQueue<DeliveryId> made) {
        try {
            return switch (replay.begin(row.id(), job.order(), now, due)) {
                case ReplayDelivery.Result.Replayed(var by, var created) -> {
                    boolean forThisJob = created || isOurs(job, by);
                    if (forThisJob) made.add(by);
                    yield forThisJob ? new ReplayJob.Counts(1, 1, Map.of(), 0) : skipped("in-progress");
                }
                case ReplayDelivery.Result.Refused(var reason) -> skipped(reason);
            };
        } catch (StoreUnavailable outage) {
            throw outage;
        } catch (RuntimeException fault) {
            log.error("a delivery could not be replayed", fault);
            return new ReplayJob.Counts(1, 0, Map.of(), 1);
        }
    }

    private boolean isOurs(ReplayJob job, DeliveryId by) {
        return replay.isCausedBy(by, job.order().cause());
    }

    private static ReplayJob.Counts skipped(String reason) {
        return new ReplayJob.Counts(1, 0, Map.of(reason, 1L), 0);
    }

    private void end(ReplayJob job, ReplayJob.Standing standing) {
        var progress = job.progress();
        replays.advance(
                job,
                new ReplayJob.Progress(
                        standing, progress.slice() + 1, progress.after(), progress.counts(), clock.instant()));
    }
}
