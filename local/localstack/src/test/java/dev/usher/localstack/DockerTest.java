package dev.usher.localstack;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** Runs ahead of all other modules, so that a machine without Docker is told so before anything else is done for nothing. */
class DockerTest {
    @Test
    void thereIsADocker() {
        if (!DockerClientFactory.instance().isDockerAvailable())
            fail(
                    "-Plocalstack needs Docker, and there is none here. Without -Plocalstack, mvn verify runs the same tests on embedded parts.");
    }
}
