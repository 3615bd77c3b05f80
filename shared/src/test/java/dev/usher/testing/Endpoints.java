package dev.usher.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The DynamoDB, SQS and Redis that the integration tests run on when they are not to start their own: named by the variables that the
 * local host knows too, or by system properties of the same names, which are what a process can set for itself.
 */
public final class Endpoints {
    public static final String DYNAMODB = "AWS_ENDPOINT_URL_DYNAMODB";
    public static final String SQS = "AWS_ENDPOINT_URL_SQS";
    public static final String REDIS = "USHER_REDIS_URL";

    private Endpoints() {}

    /** Addresses by variable, of those that are given; empty when there are none. */
    public static Map<String, String> given() {
        var given = new HashMap<String, String>();
        for (var variable : List.of(DYNAMODB, SQS, REDIS)) {
            var address = System.getProperty(variable, System.getenv().getOrDefault(variable, ""));
            if (!address.isEmpty()) given.put(variable, address);
        }
        return given;
    }
}
