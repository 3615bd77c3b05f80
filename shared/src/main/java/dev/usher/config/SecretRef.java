package dev.usher.config;

/**
 * Where a secret is kept, never the secret itself.
 *
 * @param store {@code env}, {@code ssm} or {@code secretsmanager}
 * @param name the variable, parameter or secret; {@code secretsmanager} names may end in {@code #field} to pick one field of a JSON secret
 */
public record SecretRef(String store, String name) {
    @Override
    public String toString() {
        return store + ":" + name;
    }
}
