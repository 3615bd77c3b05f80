package dev.usher.secrets;

import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Secrets in the parameter store of Systems Manager; SecureStrings come decrypted. */
final class SsmSecrets implements SecretSource {
    private final Lazy<SsmClient> client;

    SsmSecrets(Aws aws) {
        client = new Lazy<>(() -> aws.client(SsmClient.builder(), "AWS_ENDPOINT_URL_SSM"));
    }

    @Override
    public Secret get(SecretRef ref) {
        try {
            var parameter = client.get()
                    .getParameter(call -> call.name(ref.name()).withDecryption(true))
                    .parameter();
            if (parameter == null
                    || parameter.value() == null
                    || parameter.value().isEmpty()) {
                throw new SecretUnavailable(ref, "it is empty");
            }
            return Secret.of(parameter.value());
        } catch (SdkException | IllegalStateException | IllegalArgumentException failure) {
            throw Failure.of(ref, failure);
        }
    }
}
