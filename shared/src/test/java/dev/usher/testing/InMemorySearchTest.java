package dev.usher.testing;

import dev.usher.message.DeliveryStore;
import dev.usher.message.EventStore;
import dev.usher.search.Search;

final class InMemorySearchTest implements SearchContract {
    private final InMemoryEvents events = new InMemoryEvents();
    private final InMemoryDeliveries deliveries = new InMemoryDeliveries();

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public DeliveryStore deliveries() {
        return deliveries;
    }

    @Override
    public Search search() {
        return new InMemorySearch(events, deliveries);
    }
}
