package dev.usher.localstack;

import java.util.Arrays;
import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;

/**
 * Starts containers before the first integration test and stops them after the last. The tests get to know the addresses by system
 * properties that are named like the variables of the local host. Unit tests have no use for containers, so
 * {@code -Dusher.containers=localstack,redis} has to ask for them.
 */
public final class Session implements LauncherSessionListener {
    private final List<Container> containers = Arrays.stream(
                    System.getProperty("usher.containers", "").split(","))
            .filter(name -> !name.isEmpty())
            .map(Container::named)
            .toList();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Startables.deepStart(containers.stream().map(Container::docker)).join();
        for (var container : containers)
            for (var variable : container.variables()) System.setProperty(variable, container.address());
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        containers.stream().map(Container::docker).forEach(GenericContainer::stop);
    }
}
