package dev.usher.signature;

/**
 * The URL as HubSpot signs it in version 3: twelve escapes undone, all others kept.
 *
 * <p>The list is the table under "Validate the v3 request signature" of HubSpot's developer documentation.
 */
final class HubSpotUrl {
    private static final String DECODED = ":/?@!$'()*,;";

    private HubSpotUrl() {}

    static String decode(String url) {
        int escape = url.indexOf('%');
        if (escape < 0) return url;
        var decoded = new StringBuilder(url.length());
        int from = 0;
        while (escape >= 0 && escape + 2 < url.length()) {
            int high = Character.digit(url.charAt(escape + 1), 16);
            int low = Character.digit(url.charAt(escape + 2), 16);
            if (high >= 0 && low >= 0 && DECODED.indexOf(high * 16 + low) >= 0) {
                decoded.append(url, from, escape).append((char) (high * 16 + low));
                from = escape + 3;
            }
            escape = url.indexOf('%', escape + 1);
        }
        return decoded.append(url, from, url.length()).toString();
    }
}
