package dev.usher.testing;

import dev.usher.health.HealthStore;

class InMemoryHealthTest implements HealthStoreContract {
    private final InMemoryHealth health = new InMemoryHealth();

    @Override
    public HealthStore health() {
        return health;
    }
}
