package dev.usher.signature;

import dev.usher.config.Secret;
import dev.usher.http.Body;
import dev.usher.http.Request;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a refused request may have been meant to be, likeliest first. Lazy: a suspect is made when it is looked at. */
final class Suspects {
    private static final int MAX_OTHER_SOURCES = 48;

    private Suspects() {}

    /** A request and secrets to try, and what it means if they verify. */
    record Suspect(Request request, List<Secret> secrets, Meaning cause) {}

    /** The cause, given the position of the secret that verified. */
    @FunctionalInterface
    interface Meaning {
        Diagnosis.Cause of(int position);
    }

    static Stream<Suspect> of(Request request, List<Secret> own, Map<String, List<Secret>> others) {
        return Stream.<Supplier<Stream<Suspect>>>of(
                        () -> Stream.of(new Suspect(request, own, _ -> new Diagnosis.Cause.Clock())),
                        () -> bodies(request, own),
                        () -> readings(request, own),
                        () -> urls(request, own),
                        () -> sources(request, others))
                .flatMap(Supplier::get);
    }

    private static Stream<Suspect> sources(Request request, Map<String, List<Secret>> others) {
        return new TreeMap<>(others)
                .entrySet().stream()
                        .limit(MAX_OTHER_SOURCES)
                        .map(entry -> new Suspect(
                                request,
                                entry.getValue().stream()
                                        .limit(Trials.MAX_SECRETS)
                                        .toList(),
                                position -> new Diagnosis.Cause.OtherSecret(entry.getKey(), position)));
    }

    private static Stream<Suspect> bodies(Request request, List<Secret> own) {
        return OtherBodies.of(request.body()).entrySet().stream()
                .map(entry -> new Suspect(
                        with(request, entry.getValue()), own, _ -> new Diagnosis.Cause.OtherBody(entry.getKey())));
    }

    private static Stream<Suspect> readings(Request request, List<Secret> own) {
        return IntStream.range(0, Math.min(own.size(), Trials.MAX_SECRETS))
                .boxed()
                .flatMap(i -> readings(own.get(i)).entrySet().stream()
                        .map(entry -> new Suspect(
                                request,
                                List.of(entry.getValue()),
                                _ -> new Diagnosis.Cause.OtherReading(i + 1, entry.getKey()))));
    }

    private static Map<String, Secret> readings(Secret secret) {
        var text = secret.reveal();
        var readings = new TreeMap<String, Secret>();
        readings.put("stripped of white space", Secret.of(text.strip()));
        var bare = text.replaceFirst("^wh(sec|pk)_", "");
        readings.put("without its prefix", Secret.of(bare));
        readings.put("given the prefix whsec_", Secret.of("whsec_" + bare));
        readings.put("encoded to base64", Secret.of(Base64.getEncoder().encodeToString(secret.bytes())));
        try {
            readings.put("base64-decoded", Secret.of(Base64.getDecoder().decode(bare.strip())));
        } catch (IllegalArgumentException notBase64) {
            readings.remove("base64-decoded");
        }
        if (bare.length() % 2 == 0 && bare.chars().allMatch(HexFormat::isHexDigit)) {
            readings.put("hex-decoded", Secret.of(HexFormat.of().parseHex(bare)));
        }
        return readings;
    }

    private static Stream<Suspect> urls(Request request, List<Secret> own) {
        var origins = new LinkedHashSet<String>();
        for (var header : List.of("host", "x-forwarded-host")) {
            var host = request.headers().get(header);
            if (host != null && host.matches("[A-Za-z0-9.:-]{1,255}")) origins.add("https://" + host);
        }
        origins.add(request.origin());
        return origins.stream()
                .flatMap(origin -> Stream.of(origin, swapScheme(origin)))
                .flatMap(origin -> Stream.of(origin, TwilioUrl.otherPort(origin)))
                .flatMap(origin -> Stream.of(request.path(), swapSlash(request.path()))
                        .flatMap(path -> Stream.of(request.rawQuery(), "")
                                .distinct()
                                .map(query -> new Suspect(
                                        at(request, origin, path, query),
                                        own,
                                        _ -> new Diagnosis.Cause.OtherUrl(origin + path)))));
    }

    private static String swapScheme(String origin) {
        return origin.startsWith("https:") ? "http:" + origin.substring(6) : origin.replaceFirst("^http:", "https:");
    }

    private static String swapSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
    }

    private static Request at(Request r, String origin, String path, String rawQuery) {
        return new Request(
                r.method(),
                path,
                rawQuery,
                origin,
                r.remoteAddress(),
                r.headers(),
                r.pathValues(),
                r.query(),
                r.body());
    }

    private static Request with(Request r, Body body) {
        return new Request(
                r.method(),
                r.path(),
                r.rawQuery(),
                r.origin(),
                r.remoteAddress(),
                r.headers(),
                r.pathValues(),
                r.query(),
                body);
    }
}
