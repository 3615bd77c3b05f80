package dev.usher.bench.limits;

import dev.usher.bench.peer.Answer;
import dev.usher.bench.peer.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;

/** A closed loop: each thread asks about the next subject as soon as it has its last answer. */
final class Drive {
    /** No divisor of the number of subjects, so that threads walk over all of them, and not side by side. */
    private static final int STRIDE = 7_919;

    private final Peer peer;
    private final List<String> subjects;
    private final Answer.Kind expected;

    /** @param expected of every check; others are counted apart */
    Drive(Peer peer, List<String> subjects, Answer.Kind expected) {
        this.peer = peer;
        this.subjects = subjects;
        this.expected = expected;
    }

    /**
     * How fast it went: the checks that were answered as expected, and their times.
     *
     * @param unexpected checks that were answered otherwise, by a fallback, or not at all
     */
    record Pace(long checks, double perSecond, double p50Ms, double p99Ms, long unexpected) {}

    Pace run(int threads, Plan.Sizes sizes) throws InterruptedException {
        var ready = new CountDownLatch(threads);
        var start = new CountDownLatch(1);
        var walks = new ArrayList<Walk>();
        for (int i = 0; i < threads; i++)
            walks.add(new Walk((int) ((long) i * subjects.size() / threads), ready, start, sizes));
        walks.forEach(Thread::start);
        ready.await();
        start.countDown();
        for (var walk : walks) walk.join();
        return sum(walks, sizes.time());
    }

    private static Pace sum(List<Walk> walks, Duration time) {
        var all = new Histogram(3);
        long unexpected = 0;
        for (var walk : walks) {
            all.add(walk.times);
            unexpected += walk.unexpected;
        }
        long checks = all.getTotalCount();
        return new Pace(
                checks,
                checks / (time.toNanos() / 1e9),
                all.getValueAtPercentile(50) / 1e6,
                all.getValueAtPercentile(99) / 1e6,
                unexpected);
    }

    /** One thread's. */
    private final class Walk extends Thread {
        private final Histogram times = new Histogram(3);
        private final CountDownLatch ready;
        private final CountDownLatch start;
        private final Plan.Sizes sizes;
        private int at;
        private long unexpected;

        Walk(int at, CountDownLatch ready, CountDownLatch start, Plan.Sizes sizes) {
            this.at = at;
            this.ready = ready;
            this.start = start;
            this.sizes = sizes;
        }

        @Override
        public void run() {
            ready.countDown();
            try {
                start.await();
            } catch (InterruptedException e) {
                return;
            }
            long from = System.nanoTime() + sizes.warmUp().toNanos();
            long until = from + sizes.time().toNanos();
            for (long began = System.nanoTime(); began < until; ) {
                boolean asExpected = ask();
                long ended = System.nanoTime();
                if (began >= from && ended <= until) {
                    if (asExpected) times.recordValue(ended - began);
                    else unexpected++;
                }
                began = ended;
            }
        }

        private boolean ask() {
            var subject = subjects.get(at);
            at = (at + STRIDE) % subjects.size();
            try {
                return peer.ask(subject).kind() == expected;
            } catch (RuntimeException failed) {
                return false;
            }
        }
    }
}
