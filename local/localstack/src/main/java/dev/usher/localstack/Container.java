package dev.usher.localstack;

import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.localstack.LocalStackContainer;

/**
 * A container that stands in for embedded parts.
 *
 * @param scheme of its address
 * @param port that it listens on, within
 * @param variables of the local host that take its address
 */
record Container(GenericContainer<?> docker, String scheme, int port, List<String> variables) {
    /** The last release that starts without an account; those since 2026.03 want LOCALSTACK_AUTH_TOKEN. */
    private static final String LOCALSTACK = "localstack/localstack:4.14.0";

    private static final String REDIS = "redis:7.4-alpine";

    /** @throws IllegalArgumentException when there is none of this name */
    static Container named(String name) {
        return switch (name) {
            case "localstack" ->
                new Container(
                        new LocalStackContainer(LOCALSTACK)
                                .withServices("dynamodb", "sqs")
                                .withEnv("DISABLE_EVENTS", "1"), // else it reports to its maker
                        "http",
                        4566,
                        List.of("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SQS"));
            case "redis" ->
                new Container(
                        new GenericContainer<>(REDIS).withExposedPorts(6379),
                        "redis",
                        6379,
                        List.of("USHER_REDIS_URL"));
            default -> throw new IllegalArgumentException("-Dusher.containers knows no " + name);
        };
    }

    /** Where it answers, once it is started. */
    String address() {
        return scheme + "://" + docker.getHost() + ":" + docker.getMappedPort(port);
    }
}
