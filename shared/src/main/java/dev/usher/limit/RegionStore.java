package dev.usher.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The counts of one region, as those see them who carry them to and fro. Null answers mean that it could not be reached. */
public interface RegionStore {
    /** Takes what has changed in the scopes of a policy since the last time. */
    @Nullable
    Drained drain(String policy);

    /** Takes in what another region counted; whatever comes twice or late changes nothing. */
    @Nullable
    Merged merge(Message message);

    /**
     * The next step of a walk through all scopes of a policy.
     *
     * @param cursor {@code 0} begins
     */
    @Nullable
    Swept sweep(String policy, String cursor);

    /**
     * @param from the region that sends
     * @param toldMs the era of the receiver's memory since whose beginning it has told all that it knows; 0 for none
     */
    record Message(String policy, boolean escrow, String from, long toldMs, List<Parcel> parcels) {}

    /**
     * @param complete the receiver has been told everything by the sender since its memory began
     * @param eraMs when that was
     * @param nowMs on the receiver's clock
     */
    record Merged(boolean complete, long eraMs, long nowMs) {}

    /**
     * @param parcels what changed
     * @param more not all that changed is said
     * @param passed units that have gone above the policy's limits, as far as this region has seen
     * @param peers what the region knows of the others
     * @param nowMs on the region's clock
     */
    record Drained(List<Parcel> parcels, boolean more, long passed, List<Peer> peers, long nowMs) {}

    /** @param heardMs when it was heard last, on the clock of the region that listens */
    record Peer(String region, long heardMs, boolean complete) {}

    /** @param cursor of the next step; {@code 0} when all was seen */
    record Swept(String cursor, List<Parcel> parcels) {}
}
