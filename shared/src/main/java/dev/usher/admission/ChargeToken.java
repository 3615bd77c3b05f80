package dev.usher.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitRule.Dimension;
import dev.usher.http.Json;
import dev.usher.limit.Ask;
import dev.usher.limit.Charge;
import dev.usher.limit.Scope;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an admission took, as a text for the caller to keep and to give back. It says who was counted and not under which keys:
 * the keys are made anew from the policy, so a text of somebody's own making touches nothing that a check could not.
 *
 * @param environment which execution environment counted it in its own memory; empty when Redis did
 */
record ChargeToken(Map<Dimension, String> who, String id, long units, Instant at, String environment) {
    /** The longest text: five values of 256 characters, all escaped, and the names around them, in base 64. */
    static final int MOST_CHARS = 12_288;

    private static final int VERSION = 1;
    private static final long YEAR_2200_MS = 7_258_118_400_000L;
    private static final Set<String> MEMBERS = Set.of("v", "p", "i", "u", "t", "w", "e");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{1,32}");

    static ChargeToken of(Ask ask, Charge charge, String environment) {
        return new ChargeToken(
                ask.who(), charge.id(), charge.units(), charge.at(), charge.fallback() ? environment : "");
    }

    String text(LimitPolicy policy) {
        var object = Json.object()
                .put("v", VERSION)
                .put("p", policy.name())
                .put("i", id)
                .put("u", units)
                .put("t", at.toEpochMilli())
                .put("e", environment);
        var values = object.putObject("w");
        who.forEach((dimension, value) -> values.put(dimension.label(), value));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(object));
    }

    /** Null when the text is none of ours, or of another policy. */
    static @Nullable ChargeToken read(String text, LimitPolicy policy) {
        if (!(Json.readOrNull(decoded(text)) instanceof ObjectNode object)) return null;
        var names = object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
        if (!names.equals(MEMBERS) || !isWhole(object.get("v"), VERSION, VERSION)) return null;
        if (!policy.name().equals(object.get("p").textValue())) return null;
        var id = object.get("i").textValue();
        var environment = object.get("e").textValue();
        if (id == null || !ID.matcher(id).matches()) return null;
        if (environment == null
                || !(environment.isEmpty() || ID.matcher(environment).matches())) return null;
        if (!isWhole(object.get("u"), 1, Ask.MOST_UNITS) || !isWhole(object.get("t"), 0, YEAR_2200_MS)) return null;
        var who = who(object.get("w"));
        if (who == null) return null;
        return new ChargeToken(
                who,
                id,
                object.get("u").asLong(),
                Instant.ofEpochMilli(object.get("t").asLong()),
                environment);
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private static boolean isWhole(JsonNode node, long least, long most) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.asLong() >= least && node.asLong() <= most;
    }

    private static @Nullable Map<Dimension, String> who(JsonNode values) {
        if (!values.isObject()) return null;
        var who = new EnumMap<Dimension, String>(Dimension.class);
        for (var dimension : Dimension.values()) {
            var value = values.get(dimension.label());
            if (value == null) continue;
            if (!value.isTextual() || value.asText().isEmpty() || value.asText().length() > Members.TEXT_CHARS)
                return null;
            who.put(dimension, value.asText());
        }
        return who.size() == values.size() ? who : null;
    }

    /** The charge under the policy as it is now; null when the policy counts such requests no longer. */
    @Nullable
    Charge charge(LimitPolicy policy, Calendar calendar) {
        var ask = new Ask(policy, who, units, policy.priority(), null, null, false);
        if (Wanted.misfit(ask) != null) return null;
        return new Charge(policy, id, Scope.of(ask, calendar, at), units, at, !environment.isEmpty());
    }
}
