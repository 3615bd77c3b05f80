package dev.usher.dynamo;

import dev.usher.admin.Audit;
import dev.usher.admin.AuditEntry;
import dev.usher.message.EventId;
import dev.usher.search.Page;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The audit log.
 *
 * <pre>
 * pk AUDIT#{yyyymmdd}  sk {millis}#{id}          actor, action, subject, outcome, detail, address, at_ms, expires_s
 * pk EVENT#{id}        sk AUDIT#{millis}#{id}    the same, when it is about an event or a delivery
 * </pre>
 */
public final class DynamoAudit implements Audit {
    private static final Duration KEPT = Duration.ofDays(400);
    private static final String PREFIX = "AUDIT#";
    private static final int ABOUT = 200;

    private final Table table;

    public DynamoAudit(Table table) {
        this.table = table;
    }

    @Override
    public void add(AuditEntry entry) {
        var key = Timeline.millis(entry.at()) + "#" + entry.id();
        var event = entry.event();
        if (event != null)
            table.put(item(entry).put("pk", DynamoEvents.pk(event)).put("sk", PREFIX + key));
        table.put(item(entry).put("pk", day(entry.at())).put("sk", key));
    }

    @Override
    public Page<AuditEntry> list(Wanted wanted, @Nullable String after, int limit) {
        var pages = new Pages<>(new NewestFirst(table, NewestFirst.Keys.TABLE), limit, item -> {
            var entry = read(item, item.need("sk"));
            return wanted.matches(entry) ? entry : null;
        });
        return pages.ofDays(
                wanted.from(),
                wanted.until(),
                after,
                day -> List.of(day(day.atStartOfDay(ZoneOffset.UTC).toInstant())));
    }

    @Override
    public List<AuditEntry> about(EventId event) {
        var page = table.query(Table.partition(DynamoEvents.pk(event), PREFIX)
                .consistentRead(true)
                .limit(ABOUT));
        return page.items().stream()
                .map(Item::of)
                .map(item -> read(item, item.need("sk").substring(PREFIX.length())))
                .toList();
    }

    private static String day(Instant at) {
        return PREFIX
                + DateTimeFormatter.BASIC_ISO_DATE.format(
                        at.atOffset(ZoneOffset.UTC).toLocalDate());
    }

    private static Item item(AuditEntry entry) {
        return Item.create()
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("subject", entry.subject())
                .put("outcome", entry.outcome())
                .put("detail", entry.detail())
                .put("address", entry.address())
                .put("at_ms", entry.at().toEpochMilli())
                .put("expires_s", entry.at().plus(KEPT).getEpochSecond());
    }

    private static AuditEntry read(Item item, String key) {
        return new AuditEntry(
                key.substring(key.indexOf('#') + 1),
                Instant.ofEpochMilli(item.number("at_ms", 0)),
                item.text("actor", ""),
                item.text("action", ""),
                item.text("subject", ""),
                item.text("outcome", ""),
                item.text("detail", ""),
                item.text("address", ""));
    }
}
