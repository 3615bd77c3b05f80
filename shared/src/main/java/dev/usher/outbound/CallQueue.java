package dev.usher.outbound;

import dev.usher.config.Service;
import dev.usher.outbound.GatewayAnswer.Denied;
import dev.usher.outbound.GatewayAnswer.Unstored;
import org.jspecify.annotations.Nullable;

/** Where calls wait that can't be made now. */
@FunctionalInterface
public interface CallQueue {
    /** Takes none. */
    CallQueue NONE = (service, wanted, denied) -> denied == null ? new Unstored() : denied;

    /**
     * Takes a call, for good, unless its turn would come too late.
     *
     * @param wanted says how it may be made later
     * @param denied why it can't be made now; null when it was not tried
     */
    GatewayAnswer put(Service service, Outgoing wanted, @Nullable Denied denied);
}
