package dev.usher.testing;

import dev.usher.admin.Audit;

final class InMemoryAuditTest implements AuditContract {
    private final InMemoryAudit audit = new InMemoryAudit();

    @Override
    public Audit audit() {
        return audit;
    }
}
