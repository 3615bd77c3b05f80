package dev.usher.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.http.Body;
import dev.usher.outbound.ThirdParty.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What third parties and their servers may do to a call. */
@Timeout(60)
final class ServiceCallsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final AddressGuard LOCAL = AddressGuard.allowing(List.of("127.0.0.0/8"));

    /** The key may mean nothing to who is called: whether it does, only who calls knows. */
    @Test
    void onADeadConnectionOnlyWhatMayBeMadeTwiceIsMadeTwice() throws Exception {
        try (var egress = new Egress(LOCAL);
                var server = new RawServer(RawServer.ONCE)) {
            var calls = new ServiceCalls(egress);
            var key = Map.of("Idempotency-Key", "k");
            var body = Body.utf8("charge");
            assertThat(calls.call("POST", server.url("/"), key, body, LONG)).isInstanceOf(Reply.Answered.class);
            assertThat(calls.call("POST", server.url("/"), key, body, LONG)).isInstanceOf(Reply.Failed.class);
            assertThat(server.requests).hasSize(2);
            assertThat(calls.callRepeatable("POST", server.url("/"), key, body, LONG))
                    .isInstanceOf(Reply.Answered.class);
            assertThat(calls.callRepeatable("POST", server.url("/"), key, body, LONG))
                    .isInstanceOf(Reply.Answered.class);
            assertThat(server.requests).hasSize(5);
        }
    }

    @Test
    void moreHeadersThanThereIsRoomForAreTooLong() throws Exception {
        var header = "X-Much: " + "x".repeat(9_000) + "\r\n";
        try (var egress = new Egress(LOCAL);
                var some = RawServer.answering(RawServer.OK.replace("\r\n\r\n", "\r\n" + header.repeat(7) + "\r\n"));
                var many = RawServer.answering(RawServer.OK.replace("\r\n\r\n", "\r\n" + header.repeat(8) + "\r\n"))) {
            var calls = new ServiceCalls(egress);
            assertThat(calls.call("GET", some.url("/"), Map.of(), Body.EMPTY, LONG))
                    .isInstanceOf(Reply.Answered.class);
            assertThat(calls.call("GET", many.url("/"), Map.of(), Body.EMPTY, LONG))
                    .isInstanceOf(Reply.TooLong.class);
        }
    }
}
