package dev.usher.bench.cost;

import java.util.LinkedHashMap;
import java.util.Map;

/** Dollars for a million events, by service, and for a month without any. */
final class Bill {
    private static final double MILLION = 1e6;
    private static final double GB = 1e9;
    private static final double BODY_BYTES = 2048;

    /** High, normal, low, aside, replay. */
    private static final int MAPPINGS = 5;

    private static final double SECONDS_A_MONTH = 730 * 3600.0;

    private final Prices prices;
    private final Counted counted;

    Bill(Prices prices, Counted counted) {
        this.prices = prices;
        this.counted = counted;
    }

    /** Dollars by service, and by line of each. */
    Map<String, Map<String, Double>> perMillion() {
        var services = new LinkedHashMap<String, Map<String, Double>>();
        services.put("HTTP API", Map.of("requests", prices.number("httpApi.requests")));
        services.put("Lambda", lambda());
        services.put("DynamoDB", dynamo());
        double calls = counted.sendChunks()
                + counted.receiveChunks()
                + counted.deletes().size();
        services.put("SQS", Map.of("requests", per(calls) * prices.number("sqs.requests")));
        double kept = prices.number("logs.ingestedGb") + prices.number("logs.storedGb");
        var logs = new LinkedHashMap<String, Double>();
        logs.put("functions' logs and metrics, 30 days", gb(per(counted.logBytes())) * kept);
        logs.put("access log, 30 days", gb(prices.number("assumed.accessLogBytes")) * kept);
        services.put("CloudWatch", logs);
        services.put("X-Ray", Map.of("traces", prices.number("assumed.traced") * prices.number("xray.traces")));
        double out = gb(BODY_BYTES + prices.number("assumed.deliveryHeadBytes")) * prices.number("transfer.outGb");
        services.put("Transfer", Map.of("to the destination", out));
        return services;
    }

    private Map<String, Double> lambda() {
        var lines = new LinkedHashMap<String, Double>();
        lines.put("requests", (1 + invocations()) * prices.number("lambda.requests"));
        lines.put("GB-seconds, intake", gbSeconds(intakeMs(), counted.memoryMb("WebhookIntake")));
        lines.put("GB-seconds, delivery", gbSeconds(deliveryMs() * invocations(), counted.memoryMb("Delivery")));
        return lines;
    }

    private Map<String, Double> dynamo() {
        var lines = new LinkedHashMap<String, Double>();
        lines.put("writes", per(counted.writeUnits()) * prices.number("dynamodb.writeUnits"));
        lines.put("figures", per(counted.figureUnits()) * prices.number("dynamodb.writeUnits"));
        lines.put("reads", per(counted.readUnits()) * prices.number("dynamodb.readUnits"));
        lines.put(
                "storage, 30 days",
                gb(per(counted.tableBytes() + counted.indexBytes())) * prices.number("dynamodb.storedGb"));
        lines.put("recovery to any moment", gb(per(counted.tableBytes())) * prices.number("dynamodb.recoveryGb"));
        return lines;
    }

    /** GB of a million. */
    private static double gb(double bytes) {
        return bytes * MILLION / GB;
    }

    /** Dollars a month that are due without any event. */
    Map<String, Double> perMonth() {
        var lines = new LinkedHashMap<String, Double>();
        lines.put("Redis, one cache.t4g.micro", 730 * prices.number("redis.nodeHour"));
        double receives = MAPPINGS * prices.number("assumed.idlePollers") * SECONDS_A_MONTH / 20;
        lines.put("SQS, empty receives", receives / MILLION * prices.number("sqs.requests"));
        lines.put("CloudWatch, metrics", prices.number("assumed.metrics") * prices.number("metrics.month"));
        lines.put("CloudWatch, alarms", prices.number("assumed.alarmMetrics") * prices.number("alarms.month"));
        lines.put("CloudWatch, dashboard", prices.number("dashboards.month"));
        return lines;
    }

    private double intakeMs() {
        return prices.number("assumed.ownMs")
                + per(counted.redisCalls() + counted.redisNotes()) * prices.number("assumed.redisMs")
                + prices.number("assumed.dynamoWriteMs")
                + prices.number("assumed.sqsSendMs");
    }

    /** The deliveries of a batch run side by side, so a batch takes as long as one. */
    private double deliveryMs() {
        return prices.number("assumed.ownMs") * counted.batch()
                + per(counted.redisBoards()) * counted.batch() * prices.number("assumed.redisMs")
                + prices.number("assumed.receiverMs")
                + prices.number("assumed.dynamoWriteMs");
    }

    /** Of the delivery function, per event. */
    private double invocations() {
        return 1 / counted.batch();
    }

    private double gbSeconds(double millisPerEvent, int memoryMb) {
        return millisPerEvent / 1_000 * memoryMb / 1024.0 * prices.number("lambda.gbSecond") * MILLION;
    }

    private double per(double value) {
        return value / counted.events();
    }
}
