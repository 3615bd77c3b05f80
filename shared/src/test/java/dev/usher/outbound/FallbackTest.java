package dev.usher.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.Outcome.Failure;
import dev.usher.outbound.ThirdParty.Reply;
import org.junit.jupiter.api.Test;

/** What stands in for an answer, and in which order; the services are those of {@link CallWorld#CONFIG}. */
final class FallbackTest {
    private final CallWorld world = new CallWorld();

    private void useUpTheLimitOfTheShop() {
        for (int i = 0; i < 2; i++)
            assertThat(world.ask("GET", "/shop/things/" + i, "").status()).isEqualTo(200);
        world.asked.clear();
    }

    @Test
    void whatWasKeptComesBeforeAnotherServiceIfThatIsTheOrder() {
        useUpTheLimitOfTheShop();
        assertThat(world.ask("GET", "/shop/things/1", "").headers())
                .containsEntry("usher-fallback", "stale")
                .containsEntry("cache-status", "usher; hit; detail=stale-limited");
        assertThat(world.asked).isEmpty();
        var other = world.ask("GET", "/shop/things/7", "");
        assertThat(other.headers()).containsEntry("usher-fallback", "service=spare");
        assertThat(other.body().text()).isEqualTo("answer 200");
        assertThat(world.asked).extracting(CallWorld.Asked::url).containsExactly("https://spare.example.com/things");
    }

    @Test
    void whoStandsInForEachOtherIsAskedOnce() {
        world.replies.add(CallWorld.answer(500));
        assertThat(world.ask("GET", "/spare/x", "").status()).isEqualTo(502);
        assertThat(world.asked)
                .extracting(CallWorld.Asked::url)
                .containsExactly("https://spare.example.com/x", "https://shop.example.com/base/x");
    }

    @Test
    void whatMayHaveBeenDoneIsAskedOfNobodyElse() {
        world.replies.add(CallWorld.answer(500));
        assertThat(world.ask("POST", "/shop/orders", "a=1").status()).isEqualTo(502);
        assertThat(world.asked).hasSize(1);
        world.asked.clear();
        useUpTheRest();
        world.replies.clear();
        assertThat(world.ask("POST", "/shop/orders", "a=1").headers())
                .as("nothing can have happened at one that was not called")
                .containsEntry("usher-fallback", "service=spare");
    }

    @Test
    void whatAnyAttemptMayHaveDoneIsAskedOfNobodyElse() {
        world.replies.add(new Reply.Failed(Failure.TIMEOUT));
        world.replies.add(new Reply.Failed(Failure.CONNECT));
        assertThat(world.ask("POST", "/orders/new", "a=1", "x-request-token", "k")
                        .status())
                .isEqualTo(502);
        assertThat(world.asked)
                .as("the second was never sent, and the first may have been done")
                .extracting(CallWorld.Asked::url)
                .containsOnly("https://orders.example.com/new")
                .hasSize(2);
    }

    @Test
    void whatWasKeptForOneAccountIsNotGivenToAnother() {
        for (int i = 0; i < 2; i++)
            world.ask("GET", "/shop/balance", "", "shop-account", "one", "x-request-id", "r" + i);
        assertThat(world.ask("GET", "/shop/balance", "", "shop-account", "one", "x-request-id", "r9")
                        .headers())
                .containsEntry("usher-fallback", "stale");
        for (var other : new String[][] {{"shop-account", "two"}, {"accept", "text/csv"}, {}})
            assertThat(world.ask("GET", "/shop/balance", "", other).headers())
                    .containsEntry("usher-fallback", "service=spare");
        assertThat(world.ask("GET", "/shop/balance", "{\"account\":\"two\"}", "shop-account", "one")
                        .headers())
                .containsEntry("usher-fallback", "service=spare");
    }

    private void useUpTheRest() {
        world.replies.clear();
        world.ask("GET", "/shop/things/9", "");
    }

    @Test
    void aRefusalOfAnotherServiceIsNoAnswer() {
        useUpTheLimitOfTheShop();
        world.replies.add(CallWorld.answer(404));
        assertThat(world.ask("GET", "/shop/things/7", "").status()).isEqualTo(429);
    }
}
