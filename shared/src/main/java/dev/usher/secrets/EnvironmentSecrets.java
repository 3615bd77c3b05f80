package dev.usher.secrets;

import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Settings;

/** Secrets in environment variables. An empty one is none. */
record EnvironmentSecrets(Settings settings) implements SecretSource {
    @Override
    public Secret get(SecretRef ref) {
        var value = settings.find(ref.name());
        if (value == null) throw new SecretUnavailable(ref, "it is not set");
        return Secret.of(value);
    }
}
