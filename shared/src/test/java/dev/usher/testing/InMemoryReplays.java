package dev.usher.testing;

import dev.usher.replay.ReplayJob;
import dev.usher.replay.ReplayJob.Standing;
import dev.usher.replay.Replays;
import dev.usher.search.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replay jobs in memory. */
public final class InMemoryReplays implements Replays {
    /** How long after it was due a slice is overdue. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final Map<String, ReplayJob> jobs = new HashMap<>();

    @Override
    public synchronized boolean create(ReplayJob job) {
        return jobs.putIfAbsent(job.id(), job) == null;
    }

    @Override
    public synchronized @Nullable ReplayJob find(String id) {
        return jobs.get(id);
    }

    @Override
    public synchronized Page<ReplayJob> list(@Nullable String after, int limit) {
        return InMemorySearch.page(
                jobs.values().stream(), job -> InMemorySearch.key(job.createdAt(), job.id()), after, limit);
    }

    @Override
    public synchronized boolean advance(ReplayJob before, ReplayJob.Progress after) {
        var known = jobs.get(before.id());
        if (known == null || known.progress().slice() != before.progress().slice()) return false;
        var standing = after.standing() == Standing.RUNNING ? known.progress().standing() : after.standing();
        jobs.put(
                before.id(),
                known.with(
                        new ReplayJob.Progress(standing, after.slice(), after.after(), after.counts(), after.next())));
        return true;
    }

    @Override
    public synchronized boolean cancel(String id) {
        var known = jobs.get(id);
        if (known == null || known.progress().standing() != Standing.RUNNING) return false;
        var progress = known.progress();
        jobs.put(
                id,
                known.with(new ReplayJob.Progress(
                        Standing.CANCELLING, progress.slice(), progress.after(), progress.counts(), progress.next())));
        return true;
    }

    @Override
    public synchronized List<ReplayJob> overdue(Instant now, int atMost) {
        return jobs.values().stream()
                .filter(job -> job.progress().standing() == Standing.RUNNING
                        || job.progress().standing() == Standing.CANCELLING)
                .filter(job -> !job.progress().next().plus(GRACE).isAfter(now))
                .limit(atMost)
                .toList();
    }
}
