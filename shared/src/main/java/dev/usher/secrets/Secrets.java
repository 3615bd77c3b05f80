package dev.usher.secrets;

import dev.usher.config.SecretSource;
import dev.usher.config.Settings;
import java.time.InstantSource;
import java.util.Map;

/** The secrets of one execution environment: three stores, picked by the reference, behind one memory. */
public final class Secrets {
    private Secrets() {}

    /**
     * Opens nothing yet: a store is called when the first reference to it is followed.
     *
     * @param settings where {@code env:} looks, and from which the stores take region, endpoint and credentials
     */
    public static SecretSource at(Settings settings, InstantSource clock) {
        var stores = Map.<String, SecretSource>of(
                "ssm", new SsmSecrets(settings), "secretsmanager", new SecretsManagerSecrets(settings));
        return new RememberedSecrets(new SecretsByStore(new EnvironmentSecrets(settings), stores), clock);
    }
}
