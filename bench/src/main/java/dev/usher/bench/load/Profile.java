package dev.usher.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Where Java threads spent their CPU time, from JFR's samples by CPU time ({@code jdk.CPUTimeSample}), which also see a thread
 * within a system call or in native code.
 *
 * <p>A sample belongs to whoever owns its innermost frame that is not the JDK's: encryption, sockets and collections are charged to
 * those who call them. JSON and other libraries that several use are listed under their own name, with who called them: the owner of
 * the next frame outward that is neither the JDK's nor such a library's.
 *
 * @param samples by owner
 * @param hottest by method (the innermost frame that is not the JDK's) of Usher's own samples
 * @param callers by Usher's innermost method, of all samples that have one anywhere: with everything that it called
 * @param failed samples without a stack
 */
record Profile(Map<String, Integer> samples, Map<String, Integer> hottest, Map<String, Integer> callers, int failed) {
    /** Usher as it runs on Lambda, without the local host around it. */
    static final String USHER = "Usher";

    /** By beginning of a class's name, the first that fits. */
    private static final Map<String, String> OWNERS = new LinkedHashMap<>();

    /** Libraries that several owners use. */
    private static final Map<String, String> SHARED = new LinkedHashMap<>();

    static {
        OWNERS.put("dev.usher.local.", "local host");
        OWNERS.put("dev.usher.", USHER);
        OWNERS.put("software.amazon.awssdk.", "AWS SDK");
        OWNERS.put("com.amazonaws.services.lambda.", USHER);
        OWNERS.put("com.amazonaws.", "DynamoDB Local");
        OWNERS.put("com.almworks.", "DynamoDB Local");
        OWNERS.put("com.amazon.", "DynamoDB Local");
        OWNERS.put("org.antlr.", "DynamoDB Local");
        OWNERS.put("org.elasticmq.", "ElasticMQ");
        OWNERS.put("org.apache.pekko.", "ElasticMQ");
        OWNERS.put("scala.", "ElasticMQ");
        OWNERS.put("spray.", "ElasticMQ");
        OWNERS.put("org.parboiled2.", "ElasticMQ");
        OWNERS.put("org.eclipse.jetty.", "Jetty");
        OWNERS.put("io.lettuce.", "Redis client");
        OWNERS.put("io.netty.", "Redis client");
        OWNERS.put("reactor.", "Redis client");
        SHARED.put("com.fasterxml.jackson.", "Jackson");
        SHARED.put("software.amazon.event.ruler.", "event-ruler");
        SHARED.put("com.dashjoin.", "JSONata");
        SHARED.put("com.github.benmanes.caffeine.", "Caffeine");
        SHARED.put("org.apache.hc.", "Apache HttpClient");
        SHARED.put("org.slf4j.", "logging");
        SHARED.put("org.apache.logging.", "logging");
        SHARED.put("com.google.", "Guava");
    }

    Profile {
        samples = Map.copyOf(samples);
        hottest = Map.copyOf(hottest);
        callers = Map.copyOf(callers);
    }

    static Profile read(Path recording) throws IOException {
        var samples = new HashMap<String, Integer>();
        var hottest = new HashMap<String, Integer>();
        var callers = new HashMap<String, Integer>();
        int failed = 0;
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                var event = file.readEvent();
                if (!event.getEventType().getName().equals("jdk.CPUTimeSample")) continue;
                var stack = event.getStackTrace();
                if (stack == null) {
                    failed++;
                    continue;
                }
                var owner = owner(stack.getFrames(), event);
                samples.merge(owner, 1, Integer::sum);
                var caller = usherMethod(stack.getFrames());
                if (!caller.isEmpty()) callers.merge(caller, 1, Integer::sum);
                if (owner.equals(USHER)) hottest.merge(innermost(stack.getFrames()), 1, Integer::sum);
            }
        }
        return new Profile(samples, hottest, callers, failed);
    }

    /** All samples with a stack. */
    int total() {
        return samples.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Owners by share, the largest first, each from 0 to 1. */
    List<Map.Entry<String, Double>> shares() {
        return ordered(samples);
    }

    /** Usher's own methods by share of all samples, the largest first. */
    List<Map.Entry<String, Double>> hottestShares() {
        return ordered(hottest);
    }

    /** Usher's methods by share of all samples, with all that they call, the largest first. */
    List<Map.Entry<String, Double>> callerShares() {
        return ordered(callers);
    }

    private List<Map.Entry<String, Double>> ordered(Map<String, Integer> counts) {
        var shares = new ArrayList<Map.Entry<String, Double>>();
        counts.forEach((name, count) -> shares.add(Map.entry(name, count / (double) total())));
        shares.sort(Map.Entry.<String, Double>comparingByValue().reversed());
        return shares;
    }

    private static String owner(List<RecordedFrame> frames, RecordedEvent event) {
        String library = null;
        for (var frame : frames) {
            var type = frame.getMethod().getType().getName();
            if (isJdk(type)) continue;
            var shared = find(SHARED, type);
            if (shared != null) {
                if (library == null) library = shared;
                continue;
            }
            var owner = find(OWNERS, type);
            if (owner == null) owner = type.replaceFirst("^((?:\\w+\\.){1,2}\\w+)\\..*", "$1");
            return library == null ? owner : library + " for " + owner;
        }
        if (library != null) return library;
        return "JDK alone, " + kind(frames, event);
    }

    /** What the JDK did when nobody else is on the stack. */
    private static String kind(List<RecordedFrame> frames, RecordedEvent event) {
        for (var frame : frames) {
            var type = frame.getMethod().getType().getName();
            if (type.startsWith("jdk.internal.net.http.")) return "HTTP client";
        }
        var thread = event.getThread("eventThread");
        var name = thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
        return name.isEmpty() ? "virtual threads" : name.replaceAll("[-#]?\\d+", "");
    }

    private static String innermost(List<RecordedFrame> frames) {
        for (var frame : frames) {
            var type = frame.getMethod().getType().getName();
            if (!isJdk(type))
                return type.substring(type.lastIndexOf('.') + 1) + "."
                        + frame.getMethod().getName();
        }
        return "";
    }

    private static String usherMethod(List<RecordedFrame> frames) {
        for (var frame : frames) {
            var type = frame.getMethod().getType().getName();
            if (type.startsWith("dev.usher.") && USHER.equals(find(OWNERS, type))) {
                return type.substring(type.lastIndexOf('.') + 1) + "."
                        + frame.getMethod().getName();
            }
        }
        return "";
    }

    private static boolean isJdk(String type) {
        return type.startsWith("java.")
                || type.startsWith("javax.")
                || type.startsWith("jdk.")
                || type.startsWith("sun.")
                || type.startsWith("com.sun.");
    }

    private static @Nullable String find(Map<String, String> names, String type) {
        for (var entry : names.entrySet()) if (type.startsWith(entry.getKey())) return entry.getValue();
        return null;
    }
}
