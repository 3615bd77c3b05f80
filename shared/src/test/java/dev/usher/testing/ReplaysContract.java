package dev.usher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.State;
import dev.usher.replay.ReplayJob;
import dev.usher.replay.ReplayJob.Counts;
import dev.usher.replay.ReplayJob.Progress;
import dev.usher.replay.ReplayJob.Standing;
import dev.usher.replay.Replays;
import dev.usher.search.Criteria;
import dev.usher.search.Field;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link Replays} promises. */
public interface ReplaysContract {
    Replays replays();

    @Test
    default void keepsAJobAsItWasAskedFor() {
        var job = job(FakeClock.START);

        assertThat(replays().create(job)).isTrue();
        assertThat(replays().find(job.id())).isEqualTo(job);
        assertThat(replays().create(job(job.id(), FakeClock.START.plusSeconds(1))))
                .isFalse();
        assertThat(replays().find(job.id())).isEqualTo(job);
    }

    @Test
    default void findsNoJobUnderAnUnknownId() {
        assertThat(replays().find("replay_0")).isNull();
    }

    @Test
    default void recordsASliceOnce() {
        var job = created(FakeClock.START);
        var after = progress(Standing.RUNNING, 1, 5);

        assertThat(replays().advance(job, after)).isTrue();
        assertThat(replays().advance(job, progress(Standing.DONE, 1, 9))).isFalse();
        assertThat(read(job).progress()).isEqualTo(after);
    }

    @Test
    default void letsACancellationStandThatCameDuringASlice() {
        var job = created(FakeClock.START);

        assertThat(replays().cancel(job.id())).isTrue();
        assertThat(replays().cancel(job.id())).isFalse();
        assertThat(replays().advance(job, progress(Standing.RUNNING, 1, 5))).isTrue();
        assertThat(read(job).progress()).isEqualTo(progress(Standing.CANCELLING, 1, 5));
    }

    @Test
    default void doesNotCancelWhatHasEnded() {
        var job = created(FakeClock.START);
        replays().advance(job, progress(Standing.DONE, 1, 5));

        assertThat(replays().cancel(job.id())).isFalse();
        assertThat(replays().cancel("replay_0")).isFalse();
    }

    @Test
    default void listsJobsNewestFirst() {
        var older = created(FakeClock.START.plusSeconds(1_000_000));
        var newer = created(FakeClock.START.plusSeconds(1_000_001));

        var first = replays().list(null, 1);

        assertThat(first.items()).containsExactly(newer);
        assertThat(replays().list(first.next(), 1).items()).containsExactly(older);
    }

    @Test
    default void namesRunningJobsWhoseSliceIsOverdue() {
        var due = created(FakeClock.START);
        var ended = created(FakeClock.START);
        replays().advance(ended, progress(Standing.DONE, 1, 5));
        var cancelled = created(FakeClock.START);
        replays().cancel(cancelled.id());

        assertThat(replays().overdue(FakeClock.START.plusSeconds(59), 100))
                .extracting(ReplayJob::id)
                .doesNotContain(due.id());
        assertThat(replays().overdue(FakeClock.START.plusSeconds(61), 100))
                .extracting(ReplayJob::id)
                .contains(due.id(), cancelled.id())
                .doesNotContain(ended.id());
    }

    private static Progress progress(Standing standing, int slice, long found) {
        var counts = new Counts(found, found - 2, Map.of("already-delivered", 1L), 1);
        return new Progress(standing, slice, "1780000000000#x", counts, FakeClock.START.plusSeconds(10));
    }

    private ReplayJob created(Instant at) {
        var job = job(at);
        replays().create(job);
        return job;
    }

    private ReplayJob read(ReplayJob job) {
        return Objects.requireNonNull(replays().find(job.id()));
    }

    private static ReplayJob job(Instant at) {
        return job("replay_" + UUID.randomUUID().toString().replace("-", ""), at);
    }

    private static ReplayJob job(String id, Instant at) {
        var criteria = new Criteria(
                Map.of(Field.SOURCE, "stripe", Field.ERROR, "http_503"),
                Map.of("weddingId", "w-1"),
                at.minusSeconds(100),
                at);
        return ReplayJob.fresh(id, new ReplayJob.Plan(State.DEAD, criteria, 10, 500, 3, "outage"), "ann", at);
    }
}
