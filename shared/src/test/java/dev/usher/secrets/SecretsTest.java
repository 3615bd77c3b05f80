package dev.usher.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Settings;
import dev.usher.secrets.FakeStores.Answer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The three stores over their real clients, against a server that speaks their protocol. */
class SecretsTest {
    private final FakeStores stores;

    SecretsTest() throws IOException {
        stores = new FakeStores();
    }

    @AfterEach
    void stop() {
        stores.close();
    }

    private Secret get(String ref, Map<String, String> environment) {
        return Secrets.at(stores.settings(environment), InstantSource.system()).get(SecretRef.parse(ref));
    }

    private void refuses(String ref, String reason) {
        assertThatExceptionOfType(SecretUnavailable.class)
                .isThrownBy(() -> get(ref, Map.of()))
                .withMessage(ref + " is unavailable: " + reason);
    }

    @Test
    void readsTheEnvironmentWithoutCallingAnybody() {
        assertThat(get("env:A", Map.of("A", "whsec_a")).reveal()).isEqualTo("whsec_a");
        assertThat(get("env:A", Map.of("A", "https:not-a-reference")).reveal()).isEqualTo("https:not-a-reference");
        refuses("env:UNSET", "it is not set");
        assertThat(stores.calls).isEmpty();
    }

    @Test
    void readsAParameterDecrypted() {
        stores.parameter("/usher/dev/stripe", "whsec_ssm");
        assertThat(get("ssm:/usher/dev/stripe", Map.of()).reveal()).isEqualTo("whsec_ssm");
        assertThat(stores.calls)
                .containsExactly("AmazonSSM.GetParameter {\"Name\":\"/usher/dev/stripe\",\"WithDecryption\":true}");
    }

    @Test
    void readsTheCurrentVersionOfASecret() {
        stores.secret("usher/dev/stripe", "whsec_manager");
        assertThat(get("secretsmanager:usher/dev/stripe", Map.of()).reveal()).isEqualTo("whsec_manager");
        assertThat(stores.calls)
                .containsExactly(
                        "secretsmanager.GetSecretValue {\"SecretId\":\"usher/dev/stripe\",\"VersionStage\":\"AWSCURRENT\"}");
    }

    @Test
    void picksAFieldOfAJsonSecret() {
        stores.secret("all", "{\"stripe\":\"whsec_field\",\"port\":1}");
        assertThat(get("secretsmanager:all#stripe", Map.of()).reveal()).isEqualTo("whsec_field");
        refuses("secretsmanager:all#twilio", "it is no JSON object with this field as text");
        refuses("secretsmanager:all#port", "it is no JSON object with this field as text");
        stores.secret("plain", "not json");
        refuses("secretsmanager:plain#x", "it is no JSON object with this field as text");
    }

    @Test
    void followsAReferenceInAVariableOnce() {
        stores.secret("a", "ssm:/b");
        stores.parameter("/p", "from ssm");
        assertThat(get("env:A", Map.of("A", "secretsmanager:a")).reveal()).isEqualTo("ssm:/b");
        assertThat(get("env:A", Map.of("A", "ssm:/p")).reveal()).isEqualTo("from ssm");
        assertThatExceptionOfType(SecretUnavailable.class)
                .isThrownBy(() -> get("env:A", Map.of("A", "ssm:not a name")))
                .withMessage("env:A is unavailable: the reference in it is no name that ssm could have");
    }

    @Test
    void saysWhatTheStoreAnsweredAndNothingItWrote() {
        refuses("ssm:/missing", "ParameterNotFound, status 400");
        refuses("secretsmanager:missing", "ResourceNotFoundException, status 400");
        stores.fail("/denied", Answer.error(400, "AccessDeniedException"));
        refuses("ssm:/denied", "AccessDeniedException, status 400");
        stores.fail("down", Answer.error(500, "InternalServiceError"));
        refuses("secretsmanager:down", "InternalServiceError, status 500");
        stores.fail("binary", new Answer(200, "{\"SecretBinary\":\"aGk=\"}"));
        refuses("secretsmanager:binary", "it is binary, not text");
        stores.secret("empty", "");
        refuses("secretsmanager:empty", "it is empty");
        stores.fail("/odd", new Answer(200, "{}"));
        refuses("ssm:/odd", "it is empty");
    }

    @Test
    void aStoreThatAnswersNonsenseOrNothingIsUnavailable() {
        stores.fail("nonsense", new Answer(200, "<html>"));
        assertThatExceptionOfType(SecretUnavailable.class).isThrownBy(() -> get("secretsmanager:nonsense", Map.of()));
        stores.close();
        assertThatExceptionOfType(SecretUnavailable.class).isThrownBy(() -> get("ssm:/p", Map.of()));
    }

    @Test
    void withoutARegionItSaysSo() {
        var secrets = Secrets.at(new Settings(Map.of()), InstantSource.system());
        assertThatExceptionOfType(SecretUnavailable.class)
                .isThrownBy(() -> secrets.get(new SecretRef("ssm", "/p")))
                .withMessage("ssm:/p is unavailable: AWS_REGION is not set");
    }
}
