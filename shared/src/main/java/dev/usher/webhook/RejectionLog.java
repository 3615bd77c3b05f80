package dev.usher.webhook;

import dev.usher.config.Secret;
import dev.usher.config.Source;
import dev.usher.http.Json;
import dev.usher.http.Request;
import dev.usher.message.StoreUnavailable;
import dev.usher.signature.Verdict;
import dev.usher.telemetry.JsonLog;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Notes the first few refused webhooks of each minute: {@value #PER_SOURCE} of a source, {@value #OVER_ALL} of all sources
 * together. A flood of forgeries costs the intake a comparison each and the table nothing more. What is noted is digested,
 * diagnosed and written by a background thread; when that one falls behind, notes are dropped and counted.
 */
public final class RejectionLog implements Rejections {
    /** Notes of one source in any minute, in one process. */
    public static final int PER_SOURCE = 10;

    /** Notes of all sources together in any minute, in one process. */
    public static final int OVER_ALL = 100;

    /** Notes that wait for the background thread. */
    static final int MOST_WAITING = 100;

    /** Bodies that wait for the background thread, in bytes all together: one alone may be 1 MiB. */
    static final long MOST_WAITING_BYTES = 8L << 20;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final RejectionStore store;
    private final Diagnose diagnose;
    private final JsonLog log;
    private final Executor background;
    private final InstantSource clock;
    private final AtomicLong dropped = new AtomicLong();

    private final Object noting = new Object();
    private final Cap overAll = new Cap(OVER_ALL, MINUTE); // these five guarded by noting
    private final Map<String, Tap> taps = new HashMap<>();
    private final ArrayDeque<Note> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean working;

    /** One source's share. */
    private static final class Tap {
        final Cap cap = new Cap(PER_SOURCE, MINUTE);
        long unnoted;
    }

    private record Note(
            Source source, Request request, Verdict verdict, List<Secret> secrets, Instant at, long unnoted) {}

    /** @param background runs one task at a time or several; such as {@code Thread::startVirtualThread} */
    public RejectionLog(
            RejectionStore store, Diagnose diagnose, JsonLog log, Executor background, InstantSource clock) {
        this.store = store;
        this.diagnose = diagnose;
        this.log = log;
        this.background = background;
        this.clock = clock;
    }

    @Override
    public void note(Source source, Request request, Verdict verdict, List<Secret> secrets) {
        var now = clock.instant();
        boolean start;
        synchronized (noting) {
            if (!takes(source.name(), request.body().size(), now.toEpochMilli())) return;
            var tap = taps.computeIfAbsent(source.name(), absent -> new Tap());
            waiting.add(new Note(source, request, verdict, List.copyOf(secrets), now, tap.unnoted));
            waitingBytes += request.body().size();
            tap.unnoted = 0;
            start = !working;
            working = true;
        }
        if (start) background.execute(this::work);
    }

    /** Whether there is room for one more; takes it. Sources are those of the configuration, so there are few. */
    private boolean takes(String source, int bytes, long nowMs) {
        var tap = taps.computeIfAbsent(source, absent -> new Tap());
        boolean full = waiting.size() >= MOST_WAITING || waitingBytes + bytes > MOST_WAITING_BYTES;
        boolean allowed = tap.cap.allows(nowMs) && overAll.allows(nowMs);
        if (allowed && full) dropped.incrementAndGet();
        if (!allowed || full) {
            tap.unnoted++;
            return false;
        }
        tap.cap.take(nowMs);
        overAll.take(nowMs);
        return true;
    }

    /** Notes that were within the caps and are lost all the same: the background fell behind, or the store failed. */
    public long dropped() {
        return dropped.get();
    }

    private void work() {
        boolean finished = false;
        try {
            for (var note = next(); note != null; note = next()) write(note);
            finished = true;
        } finally {
            if (!finished) stopped();
        }
    }

    private void write(Note note) {
        try {
            store.add(rejection(note));
        } catch (StoreUnavailable outage) {
            dropped.incrementAndGet();
            log.warn(
                    "a rejection was not noted",
                    Json.object().put("source", note.source().name()));
        }
    }

    /** A fault ended the work; the next note starts it again. */
    private void stopped() {
        synchronized (noting) {
            working = false;
        }
    }

    private @Nullable Note next() {
        synchronized (noting) {
            var note = waiting.poll();
            if (note == null) working = false;
            else waitingBytes -= note.request().body().size();
            return note;
        }
    }

    private Rejection rejection(Note note) {
        var request = note.request();
        return new Rejection(
                "%013d#%s".formatted(note.at().toEpochMilli(), UUID.randomUUID()),
                note.source().name(),
                note.at(),
                reason(note.verdict()),
                shortened(request.remoteAddress()),
                request.body().size(),
                sha256(request.body().bytes()),
                request.headers().names().stream()
                        .limit(Rejection.MOST_HEADERS)
                        .map(name -> shortened(name, Rejection.LONGEST_HEADER))
                        .toList(),
                shortened(request.headers().get("user-agent", "")),
                shortened(diagnosis(note)),
                note.unnoted());
    }

    /** Diagnosing reads hostile input in many ways; a fault in it must not cost the note, nor the notes behind it. */
    private String diagnosis(Note note) {
        try {
            return diagnose.diagnose(note.source(), note.request(), note.secrets(), note.at());
        } catch (RuntimeException fault) {
            log.error("a rejection could not be diagnosed", fault);
            return "";
        }
    }

    /** The reason's code: {@code signature-missing}, {@code timestamp-too-old}, ... */
    static String reason(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Unsigned unsigned -> "signature-missing";
            case Verdict.Forged(var reason) ->
                reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
            case Verdict.Unusable unusable -> "secret-unusable";
            case Verdict.Genuine genuine -> "genuine";
        };
    }

    private static String shortened(String text) {
        return shortened(text, Rejection.LONGEST_TEXT);
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has SHA-256
        }
    }
}
