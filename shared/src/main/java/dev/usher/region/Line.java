package dev.usher.region;

import dev.usher.limit.Parcel;
import dev.usher.limit.RegionStore.Merged;
import dev.usher.limit.RegionStore.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be told to one peer about one policy. Thread-safe: answers come on other threads than new parcels.
 *
 * <p>A parcel that was sent is forgotten, and comes back when the answer does not come; newer counts of the same scope replace
 * older ones, so a peer that is away for long costs no more than the scopes that changed. What the peer must be told anew, after
 * it or this worker lost what they knew, comes from a walk through everything; a line says when it wants one.
 */
final class Line {
    /** Parcels that wait for one peer; when there are more it is told everything anew instead. */
    static final int MOST_WAITING = 20_000;

    /** Parcels in one message. */
    static final int MOST_PARCELS = 250;

    /** Messages that no answer has come to. */
    static final int MOST_IN_FLIGHT = 64;

    /** What a parcel is about; a later one about the same replaces it. */
    private record About(String key, String region, long bornMs) {}

    private static final long NEVER = -1;

    /**
     * A message on its way.
     *
     * @param number in the order of sending
     */
    record Sending(Message message, long number) {}

    private final String policy;
    private final boolean escrow;
    private final String own;
    private final Map<About, Parcel> waiting = new LinkedHashMap<>();
    private final NavigableSet<Long> inFlight = new TreeSet<>();
    private long sent;
    private long sentNanos;
    private boolean sentAny;
    private boolean answers;
    private boolean complete;
    private long eraMs = NEVER;
    private boolean stale = true;
    private boolean walking;
    private long walkedEraMs = NEVER;
    private boolean walked;
    private long lastOfWalk = NEVER;
    private long toldMs;

    Line(String policy, boolean escrow, String own) {
        this.policy = policy;
        this.escrow = escrow;
        this.own = own;
    }

    synchronized void add(List<Parcel> parcels) {
        for (var parcel : parcels) replace(parcel);
        if (waiting.size() <= MOST_WAITING) return;
        waiting.clear();
        stale = true;
    }

    private void replace(Parcel parcel) {
        var block = parcel.block();
        var about = new About(parcel.key(), block.region(), block.bornMs());
        var other = waiting.remove(about);
        if (other == null) {
            waiting.put(about, parcel);
            return;
        }
        var newer = other.block().revision() > block.revision() ? other : parcel;
        waiting.put(about, new Parcel(parcel.key(), Math.max(parcel.want(), other.want()), newer.block()));
    }

    /** The next message; null when there is none to send now. */
    @Nullable
    synchronized Sending next(long nowNanos) {
        if (inFlight.size() >= MOST_IN_FLIGHT) return null;
        if (walked && lastOfWalk == NEVER && waiting.isEmpty()) {
            lastOfWalk = sent;
            settleWalk();
        }
        boolean due = !sentAny || nowNanos - sentNanos >= RegionSync.HEARTBEAT.toNanos();
        if (waiting.isEmpty() && !due) return null;
        var parcels = new ArrayList<Parcel>();
        var each = waiting.values().iterator();
        while (each.hasNext() && parcels.size() < MOST_PARCELS) {
            parcels.add(each.next());
            each.remove();
        }
        inFlight.add(++sent);
        sentNanos = nowNanos;
        sentAny = true;
        return new Sending(new Message(policy, escrow, own, toldMs, parcels), sent);
    }

    /** When everything that the walk found has arrived, the peer is told so at once. */
    private void settleWalk() {
        if (!walked || lastOfWalk == NEVER) return;
        if (!inFlight.headSet(lastOfWalk, true).isEmpty()) return;
        walked = false;
        toldMs = walkedEraMs;
        sentAny = false;
    }

    synchronized void answered(Sending sending, Merged merged) {
        inFlight.remove(sending.number);
        settleWalk();
        answers = true;
        complete = merged.complete();
        if (merged.eraMs() != eraMs) {
            eraMs = merged.eraMs();
            if (!complete) stale = true;
        }
    }

    synchronized void failed(Sending sending) {
        inFlight.remove(sending.number);
        if (sending.number <= lastOfWalk) lastOfWalk = NEVER; // what it carried is still to be told
        answers = false;
        add(sending.message.parcels());
    }

    /** It wants to be told everything, and would hear it. */
    synchronized boolean wantsWalk() {
        return stale && answers && !walking;
    }

    synchronized void startWalk() {
        stale = false;
        walking = true;
        walked = false;
        lastOfWalk = NEVER;
        walkedEraMs = eraMs;
    }

    /** @param whole every scope was seen; otherwise it is to be walked again */
    synchronized void endWalk(boolean whole) {
        walking = false;
        if (whole) walked = true;
        else stale = true;
    }

    /** Asks for a walk, to repair what nobody noticed. */
    synchronized void repair() {
        stale = true;
    }

    /** The peer has to get its own counts back. */
    synchronized boolean givesBack() {
        return !complete;
    }

    synchronized boolean isComplete() {
        return answers && complete;
    }

    synchronized boolean answers() {
        return answers;
    }

    synchronized int backlog() {
        return waiting.size();
    }
}
