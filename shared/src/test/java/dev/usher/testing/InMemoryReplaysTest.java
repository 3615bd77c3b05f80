package dev.usher.testing;

import dev.usher.replay.Replays;

final class InMemoryReplaysTest implements ReplaysContract {
    private final InMemoryReplays replays = new InMemoryReplays();

    @Override
    public Replays replays() {
        return replays;
    }
}
