package dev.usher.testing;

import dev.usher.delivery.Agenda;
import dev.usher.message.DeliveryStore;
import dev.usher.message.EventStore;

final class InMemoryAgendaTest implements AgendaContract {
    private final InMemoryEvents events = new InMemoryEvents();
    private final InMemoryDeliveries deliveries = new InMemoryDeliveries();
    private final InMemoryAgenda agenda = new InMemoryAgenda(events, deliveries);

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public DeliveryStore deliveries() {
        return deliveries;
    }

    @Override
    public Agenda agenda() {
        return agenda;
    }
}
