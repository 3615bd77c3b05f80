package dev.usher.config;

import java.util.regex.Pattern;

/**
 * Where a secret is kept, never the secret itself.
 *
 * @param store {@code env}, {@code ssm} or {@code secretsmanager}
 * @param name the variable, parameter or secret; {@code secretsmanager} names may end in {@code #field} to pick one field of a JSON secret
 */
public record SecretRef(String store, String name) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    /** Systems Manager: letters, digits and {@code . - _ /}, at most 2048 (PutParameter); a leading slash means a full path. */
    private static final Pattern PARAMETER = Pattern.compile("/?[A-Za-z0-9._/-]{1,2047}");

    /** Secrets Manager: letters, digits and {@code / _ + = . @ -}, at most 512 (CreateSecret), or an ARN with its colons. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9/_+=.@:-]{1,2048}(#[A-Za-z0-9_.-]{1,128})?");

    /**
     * Reads {@code env:NAME}, {@code ssm:/path}, {@code secretsmanager:name} or {@code secretsmanager:name#field}.
     *
     * @throws IllegalArgumentException saying what a reference looks like, without the text: it may be a secret pasted by mistake
     */
    public static SecretRef parse(String text) {
        int colon = text.indexOf(':');
        var store = colon < 0 ? "" : text.substring(0, colon);
        var name = text.substring(colon + 1);
        var form =
                switch (store) {
                    case "env" -> VARIABLE;
                    case "ssm" -> PARAMETER;
                    case "secretsmanager" -> SECRET;
                    default -> null;
                };
        if (form == null) {
            throw new IllegalArgumentException(
                    "secrets are references: env:NAME, ssm:/path, secretsmanager:name or secretsmanager:name#field");
        }
        if (!form.matcher(name).matches())
            throw new IllegalArgumentException("is no name that " + store + " could have");
        return new SecretRef(store, name);
    }

    @Override
    public String toString() {
        return store + ":" + name;
    }
}
