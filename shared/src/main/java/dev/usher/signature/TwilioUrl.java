package dev.usher.signature;

/** The port of a URL, changed without touching anything else of it. */
final class TwilioUrl {
    private TwilioUrl() {}

    /**
     * Without the port where there is one, with the standard port where there is none; the URL itself when it has no
     * authority.
     */
    static String otherPort(String url) {
        int scheme = url.indexOf("://");
        if (scheme < 0) return url;
        int authority = scheme + 3;
        int end = authority;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) end++;
        int digits = end;
        while (digits > authority && Character.isDigit(url.charAt(digits - 1))) digits--;
        if (digits < end && digits > authority && url.charAt(digits - 1) == ':') {
            return url.substring(0, digits - 1) + url.substring(end);
        }
        var port = url.startsWith("https://") ? ":443" : ":80";
        return url.substring(0, end) + port + url.substring(end);
    }
}
