package dev.usher.local.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.local.TestHost;
import dev.usher.local.crash.FaultyProxy.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each dependency away alone (the tests, each on a host of its own, mostly wait: they do so together), in every way it can be, under load: nothing that was answered 2xx is lost, and nobody hears of the inside. */
class DependencyOutageIT {
    /** Longer than the intake ever takes over one request: its function's timeout. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** Enough for what a queue refused, which the sweeper looks at after 60 s, and for a message that waits its longest: 5 min. */
    private static final Duration PATIENCE = Duration.ofMinutes(7);

    /** Less than anybody but the failed messages themselves would take: the sweeper looks after 60 s at the earliest. */
    private static final Duration SECONDS = Duration.ofSeconds(45);

    @TempDir
    Path folder;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutRedisTheIntakeDecidesAloneAndAnswersAsBefore() throws Exception {
        try (var outage = Outage.with(Map.of("USHER_REDIS_URL", ""));
                var tight = new Provider("tight")) {
            outage.start();
            tight.sendTo(outage.host().url());
            var redis = redis(outage.host().redisUrl().getPort());

            signal("STOP", redis);
            outage.provider().awaitAnswers(100);
            assertEachEnvironmentDecidesAlone(outage, tight);
            signal("CONT", redis);
            outage.provider().awaitAnswers(50);
            Await.until("decisions of Redis again", BOUND, () -> isAccepted(tight));
            signal("KILL", redis);
            outage.provider().awaitAnswers(100);

            outage.reckon("Redis stopped and killed", PATIENCE);
            assertThat(outage.provider().answers())
                    .allMatch(answer -> answer.word().equals("accepted"));
            assertBounded(outage.provider());
        }
    }

    /**
     * The limit is 40 an hour, and an environment that decides alone has a quarter of it. The host has at most 64 of them, and
     * which of those take part is not for the test to say.
     */
    private static void assertEachEnvironmentDecidesAlone(Outage outage, Provider tight) throws Exception {
        outage.provider().pause();
        int accepted = 0;
        while (tight.sendOne().status() == 200) accepted++;
        assertThat(accepted).isBetween(10, 64 * 10);
        outage.resume();
    }

    private static boolean isAccepted(Provider tight) {
        try {
            return tight.sendOne().word().equals("accepted");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutSqsTheIntakeAcceptsAndTheSweeperQueuesLater() throws Exception {
        var parts = TestHost.onlyQueues();
        try (var proxy = FaultyProxy.before(parts.queues());
                var outage = Outage.impatient(
                        folder, Map.of("AWS_ENDPOINT_URL_SQS", proxy.url().toString()))) {
            outage.start();
            for (var fault : new Fault[] {Fault.REFUSED, Fault.ERROR, Fault.HANGS, Fault.CUT_AFTER_DONE}) {
                during(proxy, outage, fault, 1, "SendMessage");
            }
            during(proxy, outage, Fault.REFUSED, 1);
            during(proxy, outage, Fault.CUT_AFTER_DONE, 0.5, "ReceiveMessage", "DeleteMessageBatch");

            outage.reckon("SQS refused, failing, hanging and cut", PATIENCE);
            assertThat(outage.provider().answers())
                    .allMatch(answer -> answer.word().equals("accepted"));
            assertBounded(outage.provider());
        } finally {
            parts.stop();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutDynamoTheProviderIsToldToSendAgainAndNothingAcceptedIsLost() throws Exception {
        var parts = TestHost.onlyDynamo();
        try (var proxy = FaultyProxy.before(parts.dynamo());
                var outage = Outage.with(
                        Map.of("AWS_ENDPOINT_URL_DYNAMODB", proxy.url().toString()))) {
            outage.start();
            for (var fault : Fault.values()) {
                during(proxy, outage, fault, 1);
                during(proxy, outage, fault, 0.3);
            }
            outage.provider().stop();
            assertThat(outage.provider().refused()).isNotEmpty();
            sendAgain(outage.provider());

            outage.reckon("DynamoDB throttling, failing, hanging and cut", PATIENCE);
            assertThat(outage.provider().answers()).allMatch(answer -> answer.accepted() || answer.status() == 503);
        } finally {
            parts.stop();
        }
    }

    /** Events come in all the same; only what becomes of them can't be recorded. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatCouldNotBeRecordedForAShortTimeIsDeliveredSecondsLater() throws Exception {
        var parts = TestHost.onlyDynamo();
        try (var proxy = FaultyProxy.before(parts.dynamo());
                var outage = Outage.with(
                        Map.of("AWS_ENDPOINT_URL_DYNAMODB", proxy.url().toString()))) {
            outage.resume();
            proxy.failWhatNames("DELIVERY#", Fault.ERROR, "PutItem", "UpdateItem");
            for (int event = 0; event < 30; event++) outage.provider().sendOne();
            int before = proxy.failed();
            Await.until("messages that failed and came again", BOUND, () -> proxy.failed() > before + 30);
            proxy.heal();

            outage.reckon("nothing recorded for seconds", SECONDS);
            assertThat(outage.provider().answers())
                    .allMatch(answer -> answer.word().equals("accepted"));
        } finally {
            parts.stop();
        }
    }

    /** A fault for as long as a dozen answers take and some calls failed, and then a dozen without. */
    private static void during(FaultyProxy proxy, Outage outage, Fault fault, double share, String... actions)
            throws Exception {
        int before = proxy.failed();
        proxy.fail(fault, share, actions);
        outage.provider().awaitAnswers(12);
        Await.until(fault + " of " + share, Duration.ofSeconds(30), () -> proxy.failed() > before + 3);
        proxy.heal();
        outage.provider().awaitAnswers(12);
    }

    /** As providers do, some time later. What was stored although the answer said otherwise is a duplicate now, and gets on its way. */
    private static void sendAgain(Provider provider) throws Exception {
        long from = System.nanoTime();
        Await.until(
                "the time of the next try",
                Duration.ofSeconds(20),
                () -> System.nanoTime() - from > Duration.ofSeconds(11).toNanos());
        for (var id : provider.refused())
            assertThat(provider.sendAgain(id).accepted()).isTrue();
    }

    private static void assertBounded(Provider provider) {
        assertThat(provider.answers()).allMatch(answer -> answer.took().compareTo(BOUND) < 0);
    }

    /** The one that listens there. It has no arguments to be seen by any more; the shell that watches over it has. */
    private static ProcessHandle redis(int port) {
        return ProcessHandle.current()
                .descendants()
                .filter(shell -> shell.info().commandLine().orElse("").contains("--port " + port + " "))
                .flatMap(ProcessHandle::children)
                .filter(child -> child.info().command().orElse("").contains("redis-server"))
                .findFirst()
                .orElseThrow();
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
