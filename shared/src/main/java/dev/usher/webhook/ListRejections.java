package dev.usher.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.http.Endpoint;
import dev.usher.http.Json;
import dev.usher.http.Parameters;
import dev.usher.http.Request;
import dev.usher.http.Response;
import dev.usher.message.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /admin/rejections?source=&reason=&limit=&cursor=}: refused webhooks, newest first, of one source or of all
 * that are configured.
 */
public final class ListRejections implements Endpoint {
    /** The query parameters it knows. */
    public static final Set<String> PARAMETERS = Set.of("source", "reason", "limit", "cursor");

    private static final int MOST = 200;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern REASON = Pattern.compile("[a-z-]{1,64}");
    private static final Pattern ID = Pattern.compile("[0-9]{13}#[0-9a-f-]{36}");

    private final RejectionStore store;
    private final List<String> sources;

    /** @param sources the names of the sources of this deployment */
    public ListRejections(RejectionStore store, Set<String> sources) {
        this.store = store;
        this.sources = sources.stream().sorted().toList();
    }

    @Override
    public Response handle(Request request) {
        var parameters = new Parameters(request.query());
        var source = parameters.text("source", "");
        if (!source.isEmpty() && !NAME.matcher(source).matches())
            source = parameters.wrong("source", "the name of a source", "");
        var reason = parameters.text("reason", "");
        if (!reason.isEmpty() && !REASON.matcher(reason).matches())
            reason = parameters.wrong("reason", "a reason, such as signature-mismatch", "");
        int limit = (int) parameters.count("limit", 50, 1, MOST);
        var cursor = parameters.text("cursor", "");
        var before = cursor.isEmpty() ? null : position(cursor);
        if (!cursor.isEmpty() && before == null) parameters.wrong("cursor", "a cursor from an earlier answer", "");
        var mistake = parameters.mistake();
        if (mistake != null) return mistake;
        try {
            var asked = source.isEmpty() ? sources : List.of(source);
            return Response.json(200, list(asked, before, reason.isEmpty() ? null : reason, limit));
        } catch (StoreUnavailable outage) {
            return Response.problem(503, "unavailable", "Temporarily unavailable", "Rejections can't be read now.");
        }
    }

    /** Each source was looked at down to some id; the list is complete down to the largest of these, and ends there. */
    private ObjectNode list(List<String> asked, @Nullable String before, @Nullable String reason, int limit) {
        var found = new ArrayList<Rejection>();
        var completeTo = "";
        for (var source : asked) {
            var page = store.newest(source, before, reason, limit);
            found.addAll(page.rejections());
            var examinedTo = page.examinedTo();
            if (examinedTo != null && examinedTo.compareTo(completeTo) > 0) completeTo = examinedTo;
        }
        var floor = completeTo;
        found.removeIf(rejection -> rejection.id().compareTo(floor) < 0);
        found.sort(Comparator.comparing(Rejection::id).reversed());
        boolean more = found.size() > limit;
        var shown = more ? found.subList(0, limit) : found;
        var answer = Json.object();
        var list = answer.putArray("rejections");
        shown.forEach(rejection -> put(list.addObject(), rejection));
        if (more) answer.put("cursor", cursor(shown.getLast().id()));
        else if (!floor.isEmpty()) answer.put("cursor", cursor(floor));
        return answer;
    }

    private static void put(ObjectNode node, Rejection rejection) {
        node.put("id", rejection.id())
                .put("source", rejection.source())
                .put("at", rejection.at().toString())
                .put("reason", rejection.reason())
                .put("diagnosis", rejection.diagnosis())
                .put("remoteAddress", rejection.remoteAddress())
                .put("userAgent", rejection.userAgent())
                .put("bodyBytes", rejection.bodyBytes())
                .put("bodySha256", rejection.bodySha256());
        var names = node.putArray("headerNames");
        rejection.headerNames().forEach(names::add);
        node.put("unnoted", rejection.unnoted());
    }

    private static String cursor(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String position(String cursor) {
        try {
            var id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return ID.matcher(id).matches() ? id : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
