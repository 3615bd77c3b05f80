package dev.usher.webhook;

class InMemoryRejectionStoreTest implements RejectionStoreContract {
    @Override
    public RejectionStore store() {
        return new InMemoryRejectionStore();
    }
}
