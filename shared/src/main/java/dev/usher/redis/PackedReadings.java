package dev.usher.redis;

import dev.usher.limit.Reading;
import dev.usher.limit.Scope;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How windows stand, worked out when somebody looks: most who are admitted don't. */
final class PackedReadings extends AbstractList<Reading> {
    private final Packed packed; // guarded by this
    private final List<Scope> scopes;
    private @Nullable List<Reading> readings; // guarded by this

    /** @param packed of each scope its length and itself, and nothing more */
    PackedReadings(Packed packed, List<Scope> scopes) {
        this.packed = packed;
        this.scopes = scopes;
    }

    private synchronized List<Reading> readings() {
        if (readings != null) return readings;
        var all = new ArrayList<Reading>();
        for (var scope : scopes) {
            packed.u16();
            all.addAll(PackedUsage.read(packed).readings(scope));
        }
        readings = all;
        return all;
    }

    @Override
    public Reading get(int index) {
        return readings().get(index);
    }

    @Override
    public int size() {
        return readings().size();
    }
}
