package dev.usher.outbound;

import dev.usher.config.Authentication;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Service;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** What a service wants to see before it believes who calls. */
public final class Credentials {
    private static final String AUTHORIZATION = "Authorization";

    private final SecretSource secrets;
    private final Tokens tokens;

    public Credentials(SecretSource secrets, Tokens tokens) {
        this.secrets = secrets;
        this.tokens = tokens;
    }

    /**
     * The headers that carry them.
     *
     * @param deadline until when a token may be waited for
     * @throws SecretUnavailable when they can't be had now
     */
    public Map<String, String> of(Service service, Instant deadline) {
        return switch (service.authentication()) {
            case Authentication.None none -> Map.of();
            case Authentication.Bearer(var token) ->
                Map.of(AUTHORIZATION, "Bearer " + secrets.get(token).reveal().strip());
            case Authentication.ApiKey(var header, var key) ->
                Map.of(header, secrets.get(key).reveal().strip());
            case Authentication.Basic(var user, var password) ->
                Map.of(
                        AUTHORIZATION,
                        "Basic "
                                + pair(
                                        secrets.get(user).reveal(),
                                        secrets.get(password).reveal()));
            case Authentication.OAuth2 oauth2 ->
                Map.of(
                        AUTHORIZATION,
                        "Bearer " + tokens.get(service, oauth2, deadline).reveal());
        };
    }

    /** The service does not believe them: a token that was got once may have been withdrawn. Says whether others may be had. */
    public boolean refused(Service service, Map<String, String> headers) {
        if (!(service.authentication() instanceof Authentication.OAuth2 oauth2)) return false;
        var header = headers.get(AUTHORIZATION);
        if (header == null) return false;
        return tokens.forget(service, oauth2, header.substring("Bearer ".length()));
    }

    private static String pair(String user, String password) {
        var text = user.strip() + ":" + password.strip();
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
