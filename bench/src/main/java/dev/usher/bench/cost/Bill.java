package dev.usher.bench.cost;

import java.util.LinkedHashMap;
import java.util.Map;

/** Dollars for a million events, by service, and for a month without any. */
final class Bill {
    private static final double MILLION = 1e6;
    private static final double GB = 1e9;
    private static final double MEMORY_GB = 1769 / 1024.0; // as template.yaml has it
    private static final double BODY_BYTES = 2048;

    /** High, normal, low, replay. */
    private static final int MAPPINGS = 4;

    private static final double SECONDS_A_MONTH = 730 * 3600.0;

    private final Prices prices;
    private final Counted counted;

    Bill(Prices prices, Counted counted) {
        this.prices = prices;
        this.counted = counted;
    }

    /** Dollars by line. */
    Map<String, Double> perMillion() {
        var lines = new LinkedHashMap<String, Double>();
        lines.put("HTTP API requests", prices.number("httpApi.requests"));
        lines.put("Lambda requests", (1 + invocations()) * prices.number("lambda.requests"));
        lines.put("Lambda GB-seconds, intake", gbSeconds(intakeMs()));
        lines.put("Lambda GB-seconds, delivery", gbSeconds(deliveryMs() * invocations()));
        lines.put("DynamoDB writes", per(counted.writeUnits()) * prices.number("dynamodb.writeUnits"));
        lines.put("DynamoDB figures", per(counted.figureUnits()) * prices.number("dynamodb.writeUnits"));
        lines.put("DynamoDB reads", per(counted.readUnits()) * prices.number("dynamodb.readUnits"));
        lines.put(
                "DynamoDB storage, 30 days with recovery",
                per(counted.writeUnits())
                        * 1024
                        * MILLION
                        / GB
                        * (prices.number("dynamodb.storedGb") + prices.number("dynamodb.recoveryGb")));
        lines.put(
                "SQS requests",
                per(counted.sendChunks()
                                + counted.receiveChunks()
                                + counted.deletes().size())
                        * prices.number("sqs.requests"));
        lines.put(
                "logs, 30 days",
                logBytes() * MILLION / GB * (prices.number("logs.ingestedGb") + prices.number("logs.storedGb")));
        lines.put("X-Ray traces", prices.number("assumed.traced") * prices.number("xray.traces"));
        lines.put(
                "transfer to the destination",
                (BODY_BYTES + prices.number("assumed.deliveryHeadBytes"))
                        * MILLION
                        / GB
                        * prices.number("transfer.outGb"));
        return lines;
    }

    /** Dollars a month that are due without any event. */
    Map<String, Double> perMonth() {
        var lines = new LinkedHashMap<String, Double>();
        lines.put("Redis, one cache.t4g.micro", 730 * prices.number("redis.nodeHour"));
        double receives = MAPPINGS * prices.number("assumed.idlePollers") * SECONDS_A_MONTH / 20;
        lines.put("SQS, empty receives", receives / MILLION * prices.number("sqs.requests"));
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

    private double gbSeconds(double millisPerEvent) {
        return millisPerEvent / 1_000 * MEMORY_GB * prices.number("lambda.gbSecond") * MILLION;
    }

    private double logBytes() {
        return per(counted.logBytes())
                + (1 + invocations()) * prices.number("assumed.platformLogBytes")
                + prices.number("assumed.accessLogBytes");
    }

    private double per(double value) {
        return value / counted.events();
    }
}
