package dev.usher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.config.Priority;
import dev.usher.message.Delivery;
import dev.usher.message.State;
import dev.usher.message.StoreUnavailable;
import dev.usher.replay.ReplayJob.Counts;
import dev.usher.replay.ReplayJob.Standing;
import dev.usher.search.Criteria;
import dev.usher.search.Page;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.InMemoryReplays;
import dev.usher.testing.InMemorySearch;
import dev.usher.testing.InMemorySlices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WorkSliceTest {
    private final ReplayWorld world = new ReplayWorld();
    private final InMemoryReplays replays = new InMemoryReplays();
    private final InMemorySlices slices = new InMemorySlices();
    private final InMemorySearch search = new InMemorySearch(world.events, world.deliveries);
    private final WorkSlice work = worker(replays);

    @Test
    void replaysEverythingThatMatchesAtItsPace() {
        dead(250);
        var job = job(State.DEAD, 10, 1000);
        var delays = new ArrayList<Duration>();

        while (true) {
            work.handle(new Slices.Slice(job.id(), read(job).progress().slice()));
            var sent = slices.take();
            if (sent.isEmpty()) break;
            delays.add(sent.getFirst().delay());
            world.clock.advance(sent.getFirst().delay());
        }

        assertThat(read(job).progress().standing()).isEqualTo(Standing.DONE);
        assertThat(read(job).progress().counts()).isEqualTo(new Counts(250, 250, Map.of(), 0));
        assertThat(delays).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10));
        assertThat(world.queues.sent()).hasSize(250).allMatch(sent -> sent.priority() == Priority.LOW);
        assertThat(world.queues.sent().stream().filter(sent -> sent.delay().compareTo(Duration.ofSeconds(1)) < 0))
                .hasSizeLessThanOrEqualTo(30);
    }

    @Test
    void countsASliceOnceThatIsKilledBeforeItIsWrittenDown() {
        dead(20);
        var job = job(State.DEAD, 10, 1000);
        var dying = worker(new DyingReplays(replays));

        assertThatThrownBy(() -> dying.handle(new Slices.Slice(job.id(), 0))).isInstanceOf(StoreUnavailable.class);
        work.handle(new Slices.Slice(job.id(), 0));

        assertThat(read(job).progress().counts()).isEqualTo(new Counts(20, 20, Map.of(), 0));
        assertThat(world.deliveries.all()).hasSize(40);
        assertThat(world.queues.sent()).hasSize(20);
    }

    @Test
    void replaysNothingTwiceWhenASliceComesTwice() {
        dead(150);
        var job = job(State.DEAD, 100, 1000);

        work.handle(new Slices.Slice(job.id(), 0));
        work.handle(new Slices.Slice(job.id(), 0));
        assertThat(slices.take()).hasSize(1);
        work.handle(new Slices.Slice(job.id(), 1));

        assertThat(read(job).progress().counts().replayed()).isEqualTo(150);
        assertThat(world.queues.sent()).hasSize(150);
    }

    @Test
    void replaysWhatWasDeliveredOnceOnlyWhenAskedFor() {
        for (var dead : dead(5)) {
            var read = world.read(dead.id());
            world.deliveries.update(read, read.standing(State.DELIVERED, "", world.clock.instant()));
        }
        var job = job(State.DELIVERED, 10, 1000);
        var dying = worker(new DyingReplays(replays));

        assertThatThrownBy(() -> dying.handle(new Slices.Slice(job.id(), 0))).isInstanceOf(StoreUnavailable.class);
        for (var replay : world.deliveries.all()) // the replays are delivered before the slice comes again
        if (replay.state() == State.WAITING)
                world.deliveries.update(replay, replay.standing(State.DELIVERED, "", world.clock.instant()));
        work.handle(new Slices.Slice(job.id(), 0));

        assertThat(read(job).progress().counts()).isEqualTo(new Counts(5, 5, Map.of(), 0));
        assertThat(world.deliveries.all()).hasSize(10);
    }

    @Test
    void stopsAtItsMost() {
        dead(30);
        var job = job(State.DEAD, 10, 12);

        work.handle(new Slices.Slice(job.id(), 0));

        assertThat(read(job).progress().standing()).isEqualTo(Standing.DONE);
        assertThat(read(job).progress().counts().replayed()).isEqualTo(12);
    }

    @Test
    void saysWhyItSkipped() {
        dead(3);
        world.secret = "rotated";
        var job = job(State.DEAD, 10, 100);

        work.handle(new Slices.Slice(job.id(), 0));

        assertThat(read(job).progress().counts()).isEqualTo(new Counts(3, 0, Map.of("signature-mismatch", 3L), 0));
    }

    @Test
    void endsAtTheNextSliceWhenItIsCancelled() {
        dead(150);
        var job = job(State.DEAD, 10, 1000);
        work.handle(new Slices.Slice(job.id(), 0));

        replays.cancel(job.id());
        work.handle(new Slices.Slice(job.id(), 1));

        assertThat(read(job).progress().standing()).isEqualTo(Standing.CANCELLED);
        assertThat(world.queues.sent()).hasSize(100);
    }

    @Test
    void isPickedUpBySweepersWhenItsMessageGotLost() {
        dead(150);
        var job = job(State.DEAD, 10, 1000);
        slices.out(true);
        work.handle(new Slices.Slice(job.id(), 0));
        slices.out(false);
        var rounds = new ReplayRounds(replays, slices);

        assertThat(rounds.round(world.clock.instant())).isZero();
        world.clock.advance(Duration.ofMinutes(2));
        assertThat(rounds.round(world.clock.instant())).isEqualTo(1);
        assertThat(slices.take())
                .containsExactly(new InMemorySlices.Sent(new Slices.Slice(job.id(), 1), Duration.ZERO));
    }

    private List<Delivery> dead(int count) {
        var letters = new ArrayList<Delivery>();
        for (int i = 0; i < count; i++) letters.add(world.dead());
        return letters;
    }

    private ReplayJob job(State state, int pace, long max) {
        var criteria = Criteria.between(
                world.clock.instant().minusSeconds(60), world.clock.instant().plusSeconds(60));
        var plan = new ReplayJob.Plan(state, criteria, pace, max, 3, "");
        var job = ReplayJob.fresh("replay_1", plan, "ann", world.clock.instant());
        replays.create(job);
        return job;
    }

    private ReplayJob read(ReplayJob job) {
        return Objects.requireNonNull(replays.find(job.id()));
    }

    private WorkSlice worker(Replays of) {
        return new WorkSlice(of, search, world.replay, slices, JsonLog.off(), world.clock);
    }

    /** Dies in place of writing down how far it came. */
    private record DyingReplays(Replays replays) implements Replays {
        @Override
        public boolean advance(ReplayJob before, ReplayJob.Progress after) {
            throw new StoreUnavailable("killed", new IllegalStateException("as the test asked"));
        }

        @Override
        public boolean create(ReplayJob job) {
            return replays.create(job);
        }

        @Override
        public @Nullable ReplayJob find(String id) {
            return replays.find(id);
        }

        @Override
        public Page<ReplayJob> list(@Nullable String after, int limit) {
            return replays.list(after, limit);
        }

        @Override
        public boolean cancel(String id) {
            return replays.cancel(id);
        }

        @Override
        public List<ReplayJob> overdue(Instant now, int atMost) {
            return replays.overdue(now, atMost);
        }
    }
}
