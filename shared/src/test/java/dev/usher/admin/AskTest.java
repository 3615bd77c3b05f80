package dev.usher.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usher.testing.Requests;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskTest {
    private static final Set<String> KNOWN = Set.of("reason");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "application/json; charset=utf-8",
                "application/x-www-form-urlencoded",
                "text/plain"
            })
    void takesABodyThatIsJsonWhateverItSaysThatItIs(String type) {
        var request = Requests.post(Map.of("content-type", type), "{\"reason\":\"fixed\"}");

        assertThat(Ask.bodyAndQuery(request, KNOWN).text("reason")).isEqualTo("fixed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reason=fixed", "[]", "{\"reason\":", "\"reason\""})
    void refusesABodyThatIsNoJsonObject(String body) {
        assertThat(refusal("application/json", body)).isEqualTo(400);
        assertThat(refusal("application/x-www-form-urlencoded", body)).isEqualTo(400);
    }

    @Test
    void refusesTheMediaTypeOfABodyInParts() {
        assertThat(refusal("Multipart/Form-Data; boundary=x", "{}")).isEqualTo(415);
    }

    private static int refusal(String type, String body) {
        var request = Requests.post(Map.of("content-type", type), body);
        return catchThrowableOfType(Refusal.class, () -> Ask.bodyAndQuery(request, KNOWN))
                .response()
                .status();
    }
}
