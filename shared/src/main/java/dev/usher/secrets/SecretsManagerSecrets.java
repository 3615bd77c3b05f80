package dev.usher.secrets;

import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Settings;
import dev.usher.http.Json;
import java.nio.charset.StandardCharsets;

/** Secrets in Secrets Manager at their current version (AWSCURRENT); {@code name#field} is one text field of a JSON secret. */
final class SecretsManagerSecrets implements SecretSource {
    private final SecretStore store;

    SecretsManagerSecrets(Settings settings) {
        store = new SecretStore(settings, "secretsmanager", "AWS_ENDPOINT_URL_SECRETSMANAGER");
    }

    @Override
    public Secret get(SecretRef ref) {
        int hash = ref.name().indexOf('#');
        var text = whole(ref, hash < 0 ? ref.name() : ref.name().substring(0, hash));
        var secret = hash < 0 ? text : field(ref, text, ref.name().substring(hash + 1));
        if (secret.isEmpty()) throw new SecretUnavailable(ref, "it is empty");
        return Secret.of(secret);
    }

    private String whole(SecretRef ref, String id) {
        try {
            var question = Json.object().put("SecretId", id).put("VersionStage", "AWSCURRENT");
            var text = store.call(ref, "secretsmanager.GetSecretValue", question)
                    .path("SecretString")
                    .textValue();
            if (text == null) throw new SecretUnavailable(ref, "it is binary, not text");
            return text;
        } catch (IllegalStateException unset) {
            throw new SecretUnavailable(ref, String.valueOf(unset.getMessage()), unset);
        }
    }

    private static String field(SecretRef ref, String text, String name) {
        var json = Json.readOrNull(text.getBytes(StandardCharsets.UTF_8));
        var value = json == null ? null : json.get(name);
        if (value == null || !value.isTextual())
            throw new SecretUnavailable(ref, "it is no JSON object with this field as text");
        return value.textValue();
    }
}
