package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SlotMapTest {
    private static Object server(@Nullable String host, long port) {
        return Arrays.asList(host == null ? null : host.getBytes(StandardCharsets.UTF_8), port, new byte[40]);
    }

    @Test
    void knowsTheMasterOfEachSlotAndEverybody() {
        var map = SlotMap.of(
                List.of(
                        List.of(0L, 99L, server("one", 7000), server("two", 7001)),
                        List.of(200L, 200L, server("", 7002), server(null, 7003))),
                "seed:7009");
        assertThat(map.master(0)).isEqualTo("one:7000");
        assertThat(map.master(99)).isEqualTo("one:7000");
        assertThat(map.master(100)).as("nobody's").isNull();
        assertThat(map.master(200)).as("without a name of its own").isEqualTo("seed:7002");
        assertThat(map.servers()).containsExactly("one:7000", "two:7001", "seed:7002", "seed:7003");
    }

    @Test
    void followsASlotThatMoved() {
        var map = SlotMap.of(List.of(List.of(0L, 16383L, server("one", 7000))), "one:7000");
        var moved = map.moved(7, "two:7001");
        assertThat(moved.master(7)).isEqualTo("two:7001");
        assertThat(moved.master(8)).isEqualTo("one:7000");
        assertThat(moved.servers()).contains("two:7001");
    }

    @Test
    void readsWhereto() {
        assertThat(movedTo("MOVED 3999 127.0.0.1:6381")).isEqualTo("127.0.0.1:6381");
        assertThat(movedTo("MOVED 3999 :6381")).as("to the server's own name").isEqualTo("seed:6381");
        assertThat(movedTo("MOVED 3999 ?:6381")).isEqualTo("seed:6381");
        assertThat(movedTo("MOVED 3999 nowhere")).isNull();
        assertThat(movedTo("ASK 3999 127.0.0.1:6381")).isNull();
        assertThat(movedTo("CLUSTERDOWN Hash slot not served")).isNull();
    }

    private static @Nullable String movedTo(String error) {
        return SlotMap.movedTo(new Reply.Declined(error), "seed:7009");
    }
}
