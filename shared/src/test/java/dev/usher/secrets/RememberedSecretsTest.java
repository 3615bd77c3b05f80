package dev.usher.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RememberedSecretsTest {
    private static final SecretRef REF = new SecretRef("ssm", "/a");
    private static final Instant START = Instant.parse("2026-05-30T14:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicReference<String> value = new AtomicReference<>("one");
    private final AtomicInteger calls = new AtomicInteger();
    private final RememberedSecrets secrets = new RememberedSecrets(this::ask, now::get);

    /** The store: empty text stands for an outage. */
    private Secret ask(SecretRef ref) {
        calls.incrementAndGet();
        var text = value.get();
        if (text.isEmpty()) throw new SecretUnavailable(ref, "down");
        return Secret.of(text);
    }

    private String get() {
        return secrets.get(REF).reveal();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Test
    void asksOnceAMinuteAndThenSeesTheRotatedSecret() {
        assertThat(get()).isEqualTo("one");
        value.set("two");
        pass(Duration.ofMillis(59_999));
        assertThat(get()).isEqualTo("one");
        pass(Duration.ofMillis(1));
        assertThat(get()).isEqualTo("two");
        assertThat(calls).hasValue(2);
    }

    @Test
    void servesTheLastValueForAnHourOfOutageAndAsksNowAndThen() {
        get();
        value.set("");
        pass(RememberedSecrets.FRESH);
        assertThat(get()).isEqualTo("one");
        assertThat(get()).isEqualTo("one");
        assertThat(calls).hasValue(2);
        pass(RememberedSecrets.PAUSE);
        assertThat(get()).isEqualTo("one");
        assertThat(calls).hasValue(3);

        now.set(START.plus(RememberedSecrets.STALE).minusMillis(1));
        assertThat(get()).isEqualTo("one");
        now.set(START.plus(RememberedSecrets.STALE));
        assertThatExceptionOfType(SecretUnavailable.class)
                .isThrownBy(this::get)
                .withMessage("ssm:/a is unavailable: down");

        value.set("two");
        pass(RememberedSecrets.PAUSE);
        assertThat(get()).isEqualTo("two");
    }

    @Test
    void aStoreThatNeverAnsweredIsAskedAtMostOnceASecond() {
        value.set("");
        for (int i = 0; i < 5; i++)
            assertThatExceptionOfType(SecretUnavailable.class).isThrownBy(this::get);
        assertThat(calls).hasValue(1);
        value.set("one");
        pass(RememberedSecrets.PAUSE_WITHOUT_VALUE);
        assertThat(get()).isEqualTo("one");
    }

    @Test
    void manyAtOnceMakeOneCall() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        SecretSource slow = ref -> {
            asked.countDown();
            await(answer);
            return ask(ref);
        };
        var shared = new RememberedSecrets(slow, now::get);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Secret>>();
            for (int i = 0; i < 50; i++) answers.add(threads.submit(() -> shared.get(REF)));
            await(asked);
            answer.countDown();
            for (var each : answers) assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(Secret.of("one"));
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void nobodyWaitsForARefreshWhileThereIsAValue() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        SecretSource slow = ref -> {
            if (calls.get() > 0) {
                asked.countDown();
                await(answer);
            }
            return ask(ref);
        };
        var shared = new RememberedSecrets(slow, now::get);
        shared.get(REF);
        value.set("two");
        pass(RememberedSecrets.FRESH);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var refreshing = threads.submit(() -> shared.get(REF));
            await(asked);
            assertThat(shared.get(REF)).isEqualTo(Secret.of("one"));
            answer.countDown();
            assertThat(refreshing.get(10, TimeUnit.SECONDS)).isEqualTo(Secret.of("two"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
