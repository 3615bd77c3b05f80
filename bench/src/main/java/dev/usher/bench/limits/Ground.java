package dev.usher.bench.limits;

import dev.usher.bench.peer.Answer;
import dev.usher.bench.peer.Library;
import dev.usher.bench.peer.Peer;
import dev.usher.bench.peer.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** What all measures stand on: one Redis, and what the plan says. */
record Ground(Server server, Plan plan) {
    private static final int IN_A_ROW = 20;
    private static final Duration STEADY_WITHIN = Duration.ofSeconds(20);

    /** Names as long as those of real subjects. */
    static List<String> subjects(int count) {
        return IntStream.range(0, count).mapToObj("subject-%05d"::formatted).toList();
    }

    /** All libraries, in another order in every round, so that nobody always comes first. */
    static List<Library> turns(List<Library> libraries, int round) {
        var turned = new ArrayList<>(libraries);
        Collections.rotate(turned, round);
        return turned;
    }

    /** Opens a library on an emptied Redis. */
    Peer openOnEmpty(Library library, Setup setup, List<String> subjects) throws InterruptedException {
        server.flush();
        return open(library, setup, subjects);
    }

    /** Opens a library, and waits until Redis answers each of its checks. */
    static Peer open(Library library, Setup setup, List<String> subjects) throws InterruptedException {
        var peer = library.open(setup);
        var first = "first-" + library.title();
        try {
            peer.prepare(List.of(first));
            peer.prepare(subjects);
            long end = System.nanoTime() + STEADY_WITHIN.toNanos();
            for (int inARow = 0; inARow < IN_A_ROW; ) {
                inARow = peer.ask(first).kind() == Answer.Kind.FALLBACK ? 0 : inARow + 1;
                if (inARow > 0) continue;
                if (System.nanoTime() > end) throw new IllegalStateException(library.title() + " does not reach Redis");
                Thread.sleep(20);
            }
            return peer;
        } catch (RuntimeException | InterruptedException e) {
            peer.close();
            throw e;
        }
    }

    /** Asks until it was Redis that answered. */
    static Answer askRedis(Peer peer, String subject) throws InterruptedException {
        var answer = peer.ask(subject);
        while (answer.kind() == Answer.Kind.FALLBACK) {
            Thread.sleep(20);
            answer = peer.ask(subject);
        }
        return answer;
    }
}
