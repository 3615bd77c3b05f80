package dev.usher.secrets;

import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Settings;
import dev.usher.http.Json;

/** Secrets in the parameter store of Systems Manager; SecureStrings come decrypted. */
final class SsmSecrets implements SecretSource {
    private final SecretStore store;

    SsmSecrets(Settings settings) {
        store = new SecretStore(settings, "ssm", "AWS_ENDPOINT_URL_SSM");
    }

    @Override
    public Secret get(SecretRef ref) {
        try {
            var question = Json.object().put("Name", ref.name()).put("WithDecryption", true);
            var value = store.call(ref, "AmazonSSM.GetParameter", question)
                    .path("Parameter")
                    .path("Value")
                    .asText("");
            if (value.isEmpty()) throw new SecretUnavailable(ref, "it is empty");
            return Secret.of(value);
        } catch (IllegalStateException unset) {
            throw new SecretUnavailable(ref, String.valueOf(unset.getMessage()), unset);
        }
    }
}
