package dev.usher.testing;

import dev.usher.message.EventStore;

final class InMemoryEventsTest implements EventStoreContract {
    private final InMemoryEvents events = new InMemoryEvents();

    @Override
    public EventStore events() {
        return events;
    }
}
