package dev.usher.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.QueueUnavailable;
import dev.usher.message.State;
import dev.usher.replay.Order;
import dev.usher.replay.ReplayJob;
import dev.usher.replay.Slices;
import dev.usher.search.Criteria;
import dev.usher.search.DeliveryRow;
import dev.usher.search.Field;
import dev.usher.search.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Replay jobs: starting one, or counting first; looking at them; cancelling one. */
final class JobOperations {
    private static final Set<String> STATES = Set.of("dead", "parked", "delivered");
    private static final int PACE = 10;
    private static final int MOST_PACE = 100;
    private static final long MAX = 1_000_000;

    /** A dry run stops counting here, and says that there is more. */
    private static final int COUNTED = 5000;

    private static final int COUNTED_PAGES = 30;
    private static final Set<String> KNOWN = known();

    private final AdminParts parts;

    JobOperations(AdminParts parts) {
        this.parts = parts;
    }

    private static Set<String> known() {
        var known = new TreeSet<>(Filters.names(Field.values()));
        known.removeAll(Set.of("limit", "cursor"));
        known.addAll(Set.of("pacePerSecond", "dryRun", "max", "maxRetries", "reason"));
        return Set.copyOf(known);
    }

    Response start(Request request, Caller caller) {
        var ask = Ask.bodyAndQuery(request, KNOWN);
        var now = Instant.ofEpochMilli(parts.clock().millis());
        var plan = plan(ask, now);
        if (ask.truth("dryRun")) return count(plan);
        var key = Keys.digest(request, caller.name());
        var id = "replay_" + (key == null ? UUID.randomUUID().toString().replace("-", "") : key);
        var fresh = ReplayJob.fresh(id, plan, caller.name(), now);
        boolean created = parts.stores().replays().create(fresh);
        if (created) queue(fresh);
        var job = created
                ? fresh
                : Objects.requireNonNull(parts.stores().replays().find(id));
        return Response.json(created ? 202 : 200, json(job)).with("location", "/admin/replays/" + id);
    }

    private ReplayJob.Plan plan(Ask ask, Instant now) {
        var asked = Filters.criteria(ask, now, parts.retention().multipliedBy(2));
        var state = ask.oneOf("state", STATES);
        var wanted = new EnumMap<Field, String>(Field.class);
        wanted.putAll(asked.wanted());
        wanted.remove(Field.STATE);
        // What is received later is not in it, or a job could go on for ever.
        var latest = now.plusMillis(1);
        var until = asked.until().isAfter(latest) ? latest : asked.until();
        return new ReplayJob.Plan(
                state == null ? State.DEAD : State.of(state),
                new Criteria(wanted, asked.context(), asked.from(), until),
                (int) ask.number("pacePerSecond", PACE, 1, MOST_PACE),
                ask.number("max", MAX, 1, MAX),
                (int) ask.number("maxRetries", Order.DEFAULT_ATTEMPTS, 1, Order.MOST_ATTEMPTS),
                ask.text("reason"));
    }

    private Response count(ReplayJob.Plan plan) {
        long found = 0;
        String after = null;
        for (int pages = 0; pages < COUNTED_PAGES && found < COUNTED; pages++) {
            Page<DeliveryRow> page = plan.state() == State.DELIVERED
                    ? parts.stores()
                            .search()
                            .deliveries(plan.criteria().and(Field.STATE, "delivered"), after, Filters.MOST)
                    : parts.stores().search().unresolved(plan.state(), plan.criteria(), after, Filters.MOST);
            found += page.items().size();
            after = page.next();
            if (after == null) break;
        }
        return Response.json(
                200, Json.object().put("dryRun", true).put("found", found).put("atLeast", after != null));
    }

    /** The job is in the store, so the sweeper starts it when the queue does not take this. */
    private void queue(ReplayJob job) {
        try {
            parts.deliveries().slices().send(new Slices.Slice(job.id(), 0), Duration.ZERO);
        } catch (QueueUnavailable outage) {
            parts.log().warn("left to the sweeper", Json.object().put("job", job.id()));
        }
    }

    Response list(Request request, Caller caller) {
        var ask = Ask.query(request);
        var page = parts.stores().replays().list(Filters.after(ask), Filters.limit(ask));
        return Response.json(200, Filters.page(page, JobOperations::write));
    }

    Response get(Request request, Caller caller) {
        return Response.json(200, json(job(request)));
    }

    Response cancel(Request request, Caller caller) {
        Ask.bodyAndQuery(request, Set.of("reason"));
        var job = job(request);
        if (!parts.stores().replays().cancel(job.id())
                && job(request).progress().standing() != ReplayJob.Standing.CANCELLING)
            throw Refusal.conflict("not-running", "the job has ended", Json.object());
        return Response.json(202, json(job(request)));
    }

    private ReplayJob job(Request request) {
        var id = request.pathValue("id");
        if (!id.matches("replay_[0-9a-f]{32}")) throw Refusal.parameter("id", "the id of a replay job");
        var job = parts.stores().replays().find(id);
        if (job == null) throw Refusal.notFound("replay job");
        return job;
    }

    private static ObjectNode json(ReplayJob job) {
        var node = Json.object();
        write(job, node);
        return node;
    }

    private static void write(ReplayJob job, ObjectNode node) {
        var plan = job.plan();
        var progress = job.progress();
        node.put("id", job.id())
                .put("state", progress.standing().label())
                .put("by", job.by())
                .put("createdAt", job.createdAt().toString())
                .put("slices", progress.slice());
        boolean ended =
                progress.standing() == ReplayJob.Standing.DONE || progress.standing() == ReplayJob.Standing.CANCELLED;
        node.put(ended ? "endedAt" : "nextAt", progress.next().toString());
        if (!plan.reason().isEmpty()) node.put("reason", plan.reason());
        var filter = node.putObject("filter").put("state", plan.state().label());
        plan.criteria().wanted().forEach((field, value) -> filter.put(field.label(), value));
        plan.criteria().context().forEach((name, value) -> filter.put("context", name + ":" + value));
        filter.put("from", plan.criteria().from().toString())
                .put("until", plan.criteria().until().toString());
        node.put("pacePerSecond", plan.pacePerSecond()).put("max", plan.max()).put("maxRetries", plan.attemptsCap());
        var counts = progress.counts();
        node.put("found", counts.found()).put("replayed", counts.replayed()).put("failed", counts.failed());
        var skipped = node.putObject("skipped");
        counts.skipped().forEach(skipped::put);
    }
}
