package dev.usher.secrets;

import dev.usher.config.Secret;
import dev.usher.config.SecretRef;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import java.util.Map;

/**
 * Asks the store that a reference names. A variable may itself hold a reference to one of the remote stores, which is how
 * the template hands secrets to functions; it is followed once and no further.
 *
 * @param remote by the name of the store
 */
record SecretsByStore(EnvironmentSecrets environment, Map<String, SecretSource> remote) implements SecretSource {
    @Override
    public Secret get(SecretRef ref) {
        if (!ref.store().equals("env")) return fetch(ref);
        var value = environment.get(ref);
        var text = value.reveal();
        if (remote.keySet().stream().noneMatch(store -> text.startsWith(store + ":"))) return value;
        try {
            return fetch(SecretRef.parse(text));
        } catch (IllegalArgumentException malformed) {
            throw new SecretUnavailable(ref, "the reference in it " + malformed.getMessage());
        }
    }

    private Secret fetch(SecretRef ref) {
        var store = remote.get(ref.store());
        if (store == null) throw new SecretUnavailable(ref, "there is no such store");
        return store.get(ref);
    }
}
