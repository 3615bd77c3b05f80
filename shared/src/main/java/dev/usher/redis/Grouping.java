package dev.usher.redis;

import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are asked while others of one connection are under way go together, as databases commit in groups. Many callers then
 * cost the server, and this side, little more than one does; and a lone caller waits for nobody.
 */
final class Grouping {
    /** With one, the server idles while its answer travels; with more, groups are small. Measured by {@code bench/run limits}. */
    private static final int UNDER_WAY = 2;

    /** The server does nothing else meanwhile: about half a millisecond. */
    private static final int MOST = 64;

    private final Deque<Waiting> waiting = new ArrayDeque<>(); // guarded by this
    private int underWay; // guarded by this

    private record Waiting(Call call, CompletableFuture<Object> answer) {}

    CompletableFuture<Object> ask(Call call, RedisScriptingAsyncCommands<String, byte[]> redis) {
        if (!call.isOfGroup()) return call.bySha(redis);
        var asked = new Waiting(call, new CompletableFuture<>());
        synchronized (this) {
            if (underWay >= UNDER_WAY) {
                waiting.add(asked);
                return asked.answer;
            }
            underWay++;
        }
        send(List.of(asked), redis);
        return asked.answer;
    }

    private void send(List<Waiting> group, RedisScriptingAsyncCommands<String, byte[]> redis) {
        var unused = sent(Call.together(group.stream().map(Waiting::call).toList()), redis)
                .whenComplete((reply, lost) -> {
                    var next = next();
                    if (next != null) send(next, redis);
                    answer(group, reply, lost);
                });
    }

    /** Whatever goes wrong is the answer: a group that was neither sent nor answered would be under way for ever. */
    private static CompletableFuture<Object> sent(Call call, RedisScriptingAsyncCommands<String, byte[]> redis) {
        try {
            return call.bySha(redis);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void answer(List<Waiting> group, @Nullable Object reply, @Nullable Throwable lost) {
        if (reply == null) {
            var why = lost == null ? new IllegalStateException("a script of a group replied nothing") : lost;
            for (var each : group) each.answer.completeExceptionally(why);
            return;
        }
        var replies = Call.replies(group.size(), reply);
        for (int i = 0; i < group.size(); i++) group.get(i).answer.complete(replies.get(i));
    }

    /** Those of the group that has waited longest; null when nobody waits. */
    private synchronized @Nullable List<Waiting> next() {
        if (waiting.isEmpty()) {
            underWay--;
            return null;
        }
        var first = waiting.getFirst().call;
        var group = new ArrayList<Waiting>();
        for (var each = waiting.iterator(); each.hasNext() && group.size() < MOST; ) {
            var call = each.next();
            if (!call.call.isLike(first)) continue;
            group.add(call);
            each.remove();
        }
        return group;
    }
}
