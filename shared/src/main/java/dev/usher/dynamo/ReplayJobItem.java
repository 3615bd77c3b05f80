package dev.usher.dynamo;

import dev.usher.message.State;
import dev.usher.replay.ReplayJob;
import dev.usher.search.Criteria;
import dev.usher.search.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * A replay job as an item.
 *
 * <pre>
 * pk REPLAY#{id}  sk JOB
 *    plan_state, plan_wanted{}, plan_context{}, plan_from_ms, plan_until_ms, plan_pace, plan_max, plan_cap, plan_reason
 *    asked_by, created_ms
 *    standing, slice, after_key, found, replayed, failed, skipped{}, next_ms     changed by each slice
 *    timeline REPLAYS, timeline_at {created millis}#{id}
 *    agenda REPLAY, agenda_at                   while running: when its next slice should have been worked
 *    expires_s
 * </pre>
 */
final class ReplayJobItem {
    static final String SK = "JOB";
    static final String TIMELINE = "REPLAYS";
    static final String AGENDA = "REPLAY";
    private static final Duration KEPT = Duration.ofDays(90);

    private ReplayJobItem() {}

    static String pk(String id) {
        return "REPLAY#" + id;
    }

    static Item of(ReplayJob job) {
        var plan = job.plan();
        var wanted = new HashMap<String, String>();
        plan.criteria().wanted().forEach((field, value) -> wanted.put(field.name(), value));
        return changes(job, job.progress())
                .put("pk", pk(job.id()))
                .put("sk", SK)
                .put("plan_state", plan.state().label())
                .put("plan_wanted", wanted)
                .put("plan_context", plan.criteria().context())
                .put("plan_from_ms", plan.criteria().from().toEpochMilli())
                .put("plan_until_ms", plan.criteria().until().toEpochMilli())
                .put("plan_pace", plan.pacePerSecond())
                .put("plan_max", plan.max())
                .put("plan_cap", plan.attemptsCap())
                .put("plan_reason", plan.reason())
                .put("asked_by", job.by())
                .put("created_ms", job.createdAt().toEpochMilli())
                .put("standing", job.progress().standing().label())
                .put("timeline", TIMELINE)
                .put("timeline_at", Timeline.millis(job.createdAt()) + "#" + job.id())
                .put("expires_s", job.createdAt().plus(KEPT).getEpochSecond());
    }

    /** What a slice changes, the standing apart. */
    static Item changes(ReplayJob job, ReplayJob.Progress progress) {
        var skipped = new HashMap<String, String>();
        progress.counts().skipped().forEach((reason, count) -> skipped.put(reason, Long.toString(count)));
        var item = Item.create()
                .put("slice", progress.slice())
                .put("found", progress.counts().found())
                .put("replayed", progress.counts().replayed())
                .put("failed", progress.counts().failed())
                .put("skipped", skipped)
                .put("next_ms", progress.next().toEpochMilli());
        var after = progress.after();
        if (after != null) item.put("after_key", after);
        boolean goesOn = progress.standing() == ReplayJob.Standing.RUNNING
                || progress.standing() == ReplayJob.Standing.CANCELLING;
        if (goesOn)
            item.put("agenda", AGENDA)
                    .put("agenda_at", Timeline.millis(progress.next().plus(AgendaKeys.GRACE)) + "#" + job.id());
        return item;
    }

    static ReplayJob read(Item item) {
        return new ReplayJob(
                item.need("pk").substring(pk("").length()),
                new ReplayJob.Plan(
                        State.of(item.need("plan_state")),
                        criteria(item),
                        (int) item.number("plan_pace", 1),
                        item.number("plan_max", 0),
                        (int) item.number("plan_cap", 1),
                        item.text("plan_reason", "")),
                item.text("asked_by", ""),
                at(item, "created_ms"),
                progress(item));
    }

    private static Criteria criteria(Item item) {
        var wanted = new EnumMap<Field, String>(Field.class);
        item.texts("plan_wanted").forEach((field, value) -> wanted.put(Field.valueOf(field), value));
        return new Criteria(wanted, item.texts("plan_context"), at(item, "plan_from_ms"), at(item, "plan_until_ms"));
    }

    private static ReplayJob.Progress progress(Item item) {
        Map<String, Long> skipped = new HashMap<>();
        item.texts("skipped").forEach((reason, count) -> skipped.put(reason, Long.parseLong(count)));
        var after = item.text("after_key", "");
        return new ReplayJob.Progress(
                ReplayJob.Standing.of(item.need("standing")),
                (int) item.number("slice", 0),
                after.isEmpty() ? null : after,
                new ReplayJob.Counts(
                        item.number("found", 0), item.number("replayed", 0), skipped, item.number("failed", 0)),
                at(item, "next_ms"));
    }

    private static Instant at(Item item, String name) {
        return Instant.ofEpochMilli(item.number(name, 0));
    }
}
