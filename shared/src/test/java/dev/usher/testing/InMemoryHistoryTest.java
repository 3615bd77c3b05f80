package dev.usher.testing;

import dev.usher.breaker.History;

final class InMemoryHistoryTest implements HistoryContract {
    private final InMemoryHistory history = new InMemoryHistory();

    @Override
    public History history() {
        return history;
    }
}
