package dev.usher.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one scope, and in which order: by priority, then the flows of one priority in turn, then as they came. Pure.
 *
 * <p>Theory. Start-time fair queueing (Goyal, Vin, Cheng 1996): a ticket's tag is its flow's last tag, or the tag that was
 * served last if that is further, plus its cost; the lowest goes first. So a flow with a thousand tickets and one with a
 * single ticket take turns.
 *
 * @param tickets in order
 * @param lastTag of each flow by lane and name, while anybody waits
 * @param served the highest tag served, by lane
 * @param issued tickets so far
 */
public record Line(List<Ticket> tickets, Map<String, Long> lastTag, Map<Integer, Long> served, long issued) {
    static final Line EMPTY = new Line(List.of(), Map.of(), Map.of(), 0);

    /** Flows remembered while anybody waits; of further ones all go in turn as one that has not come before. */
    static final int MOST_FLOWS = 10_000;

    /** @param expiresMs its holder is given up then */
    public record Ticket(int lane, long tag, long number, String id, long units, long expiresMs) {}

    private static final Comparator<Ticket> ORDER =
            Comparator.comparingInt(Ticket::lane).thenComparingLong(Ticket::tag).thenComparingLong(Ticket::number);

    public Line {
        tickets = List.copyOf(tickets);
        lastTag = Map.copyOf(lastTag);
        served = Map.copyOf(served);
    }

    /** Without those at the front whose holders did not come; empty when nobody's time is left. */
    Line at(long nowMs) {
        if (tickets.stream().allMatch(ticket -> ticket.expiresMs <= nowMs)) return EMPTY;
        int gone = 0;
        while (tickets.get(gone).expiresMs <= nowMs) gone++;
        return new Line(tickets.subList(gone, tickets.size()), lastTag, served, issued);
    }

    @Nullable
    Ticket find(String id) {
        return tickets.stream()
                .filter(ticket -> ticket.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The ticket that a newcomer would get. */
    Ticket next(int lane, String flow, long units, String id) {
        long tag = Math.max(served.getOrDefault(lane, 0L), lastTag.getOrDefault(lane + flow, 0L)) + units;
        return new Ticket(lane, tag, issued + 1, id, units, 0);
    }

    long unitsBefore(Ticket ticket) {
        return tickets.stream()
                .filter(other -> ORDER.compare(other, ticket) < 0)
                .mapToLong(Ticket::units)
                .sum();
    }

    long positionOf(Ticket ticket) {
        return 1
                + tickets.stream()
                        .filter(other -> ORDER.compare(other, ticket) < 0)
                        .count();
    }

    /** Units in this lane and those before it. */
    long unitsUpTo(int lane) {
        long units = 0;
        for (int each = 0; each <= lane; each++) units += unitsIn(each);
        return units;
    }

    long unitsIn(int lane) {
        return tickets.stream()
                .filter(ticket -> ticket.lane == lane)
                .mapToLong(Ticket::units)
                .sum();
    }

    Line with(Ticket ticket, String flow) {
        var more = new ArrayList<>(without(ticket.id).tickets);
        more.add(ticket);
        more.sort(ORDER);
        var tags = new HashMap<>(lastTag);
        if (tags.size() < MOST_FLOWS || tags.containsKey(ticket.lane + flow))
            tags.merge(ticket.lane + flow, ticket.tag, Math::max);
        return new Line(more, tags, served, Math.max(issued, ticket.number));
    }

    /** Without a ticket whose holder waits elsewhere now. */
    Line leave(String id) {
        var left = without(id);
        return left.tickets.isEmpty() ? EMPTY : left;
    }

    private Line without(String id) {
        return new Line(tickets.stream().filter(ticket -> !ticket.id.equals(id)).toList(), lastTag, served, issued);
    }

    /** Without a ticket whose turn it was; EMPTY when it was the last. */
    Line serve(Ticket ticket) {
        var left = leave(ticket.id);
        if (left.tickets.isEmpty()) return EMPTY;
        var more = new HashMap<>(served);
        more.merge(ticket.lane, ticket.tag, Math::max);
        return new Line(left.tickets, lastTag, more, issued);
    }
}
