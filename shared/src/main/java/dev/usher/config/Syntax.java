package dev.usher.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The forms of single values. Each method returns the value or throws with what it must be; no message repeats the value. */
final class Syntax {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final Pattern CONTEXT_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final Pattern TYPE = Pattern.compile("[!-)+-~]{1,128}");
    private static final Pattern CLAIM_NAME = Pattern.compile("[!-~]{1,128}");
    private static final Pattern CLAIM_VALUE = Pattern.compile("[!-Z\\\\^-~]{1,128}");
    private static final Pattern PATH = Pattern.compile(
            "(?:/(?!\\.{1,2}(?:/|$))(?:[!$&'()*+,;=:@A-Za-z0-9._~-]|%(?!2[eEfF]|5[cC]|00)[0-9A-Fa-f]{2})*)+");
    private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");

    /** RFC 9110 section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    /** Visible ASCII and blanks: what every HTTP peer takes in a field value. */
    private static final Pattern FIELD_VALUE = Pattern.compile("[ -~]{1,1024}");

    /** Fields that the connection owns, and those that hold credentials: an unkept secret has no place in a file. */
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect");

    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");

    private Syntax() {}

    static String name(String text) {
        return require(NAME.matcher(text).matches(), text, "a name is 1 to 64 of a-z, 0-9, _ and -");
    }

    static String contextName(String text) {
        return require(
                CONTEXT_NAME.matcher(text).matches(),
                text,
                "a context name is a letter and up to 63 letters, digits and _");
    }

    /** A type as providers name them; {@code "*"} only alone. */
    static String type(String text) {
        return require(
                text.equals("*") || TYPE.matcher(text).matches(),
                text,
                "a type is 1 to 128 visible ASCII characters without *; \"*\" alone stands for all");
    }

    static String claimName(String text) {
        return require(CLAIM_NAME.matcher(text).matches(), text, "a claim's name is 1 to 128 visible ASCII characters");
    }

    /** API Gateway writes a list as {@code [a b]}, so neither blanks nor brackets can be told from its own. */
    static String claimValue(String text) {
        return require(
                CLAIM_VALUE.matcher(text).matches(),
                text,
                "a claim's value is 1 to 128 visible ASCII characters without [ and ]");
    }

    /** RFC 6901; the whole document, the empty pointer, is no use as a value. */
    static String pointer(String text) {
        return require(
                text.length() <= 256 && POINTER.matcher(text).matches(),
                text,
                "must be a JSON pointer like /data/object/id, of at most 256 characters");
    }

    static String path(String text) {
        return require(
                text.length() <= 1024 && PATH.matcher(text).matches(),
                text,
                "must be a path like /v1/things, percent-encoded, without .. and without a query, of at most 1024 characters");
    }

    static String headerName(String text) {
        return require(TOKEN.matcher(text).matches(), text, "must be the name of an HTTP header")
                .toLowerCase(Locale.ROOT);
    }

    /** The name of a header that a destination may set. */
    static String ownHeaderName(String text) {
        var name = headerName(text);
        if (name.startsWith("webhook-") || OURS.contains(name)) {
            throw new IllegalArgumentException("this header is Usher's to set, not a destination's");
        }
        if (CREDENTIALS.contains(name)) {
            throw new IllegalArgumentException(
                    "credentials can't be written here; receivers verify the signature instead");
        }
        return name;
    }

    static String headerValue(String text) {
        return require(
                FIELD_VALUE.matcher(text).matches(), text, "must be 1 to 1024 visible ASCII characters and blanks");
    }

    static URI url(String text) {
        try {
            var url = new URI(text);
            var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean good = (scheme.equals("https") || scheme.equals("http"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && url.getPort() <= 65_535
                    && url.getPort() != 0
                    && text.length() <= 2048;
            if (good) return url;
        } catch (URISyntaxException wrong) {
            // its message repeats the text, which may hold credentials
        }
        throw new IllegalArgumentException(
                "must be an http or https URL with a host, without user, password or fragment, of at most 2048 characters");
    }

    /** Address ranges separated by commas; empty text is none. */
    static List<String> ranges(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .map(Syntax::range)
                .toList();
    }

    private static String range(String text) {
        try {
            int slash = text.indexOf('/');
            var address =
                    InetAddress.ofLiteral(text.substring(0, Math.max(slash, 0))).getAddress();
            var prefix = text.substring(slash + 1);
            if (prefix.matches("0|[1-9][0-9]{0,2}") && isNetwork(address, Integer.parseInt(prefix))) return text;
        } catch (IllegalArgumentException notAnAddress) {
            // answered below, for both halves
        }
        throw new IllegalArgumentException(
                "must be address ranges like 10.0.0.0/8 or fd00::/8, with no bit set beyond the prefix, separated by commas");
    }

    private static boolean isNetwork(byte[] address, int prefix) {
        if (prefix > address.length * 8) return false;
        for (int bit = prefix; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0) return false;
        }
        return true;
    }

    /** A parser that picks a value by its label. */
    static <T> Place.Parser<T> oneOf(Map<String, T> values) {
        return text -> {
            var value = values.get(text);
            if (value != null) return value;
            throw new IllegalArgumentException("must be one of "
                    + String.join(", ", values.keySet().stream().sorted().toList()));
        };
    }

    private static String require(boolean good, String text, String reason) {
        if (!good) throw new IllegalArgumentException(reason);
        return text;
    }
}
