package dev.usher.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a call through the gateway may cost. */
class OverheadIT {
    /** On a busy machine Redis may be late, and the environment decides alone; never does a call take a second script. */
    @Test
    void aCallThatAllIsWellWithIsOneScriptInRedis() throws Exception {
        assertThat(Overhead.scripts(400)).isBetween(0.5, 1.0);
    }
}
