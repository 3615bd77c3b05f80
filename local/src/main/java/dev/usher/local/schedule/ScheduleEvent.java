package dev.usher.local.schedule;

import dev.usher.http.Body;
import dev.usher.http.Json;
import dev.usher.local.template.Account;
import dev.usher.local.template.EventSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The event that a schedule sends; its own Input goes to the function as it stands. */
final class ScheduleEvent {
    private ScheduleEvent() {}

    /** @param due when the schedule was due; events carry whole seconds */
    static Body of(EventSpec.Schedule schedule, Instant due) {
        var input = schedule.input();
        var time = due.truncatedTo(ChronoUnit.SECONDS).toString();
        if (input != null) return Body.utf8(input.replace("<aws.scheduler.scheduled-time>", time));
        var account = Account.local("");
        var event = Json.object();
        event.put("version", "0");
        event.put("id", UUID.randomUUID().toString());
        event.put("detail-type", "Scheduled Event");
        event.put("source", schedule.scheduler() ? "aws.scheduler" : "aws.events");
        event.put("account", account.accountId());
        event.put("time", time);
        event.put("region", account.region());
        var resource = schedule.scheduler()
                ? account.arn("scheduler", "schedule/default/" + schedule.name())
                : account.arn("events", "rule/" + schedule.name());
        event.putArray("resources").add(resource);
        // EventBridge Scheduler sends the detail as a text, a rule sends an object (aws-lambda-java-libs issue 479).
        if (schedule.scheduler()) event.put("detail", "{}");
        else event.putObject("detail");
        return Body.of(Json.bytes(event));
    }
}
