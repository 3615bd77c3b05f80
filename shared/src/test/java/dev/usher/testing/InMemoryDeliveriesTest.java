package dev.usher.testing;

import dev.usher.message.DeliveryStore;

final class InMemoryDeliveriesTest implements DeliveryStoreContract {
    private final InMemoryDeliveries deliveries = new InMemoryDeliveries();

    @Override
    public DeliveryStore deliveries() {
        return deliveries;
    }
}
