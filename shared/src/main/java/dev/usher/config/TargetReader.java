package dev.usher.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what destinations are. One whose address is empty, because a variable is, is not configured: that is no mistake.
 *
 * @param environment says which variables of secrets are empty
 */
record TargetReader(Map<String, String> environment) {
    static final List<String> KINDS = List.of("url", "sns", "slack", "email");

    private static final URI NOWHERE = URI.create("http://invalid");
    private static final SecretRef NO_SECRET = new SecretRef("", "");
    private static final int SUBMISSION = 587; // RFC 6409
    private static final int MOST_RECIPIENTS = 20;

    /** Topics that keep an order want more than Usher says. */
    private static final Pattern TOPIC =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:[A-Za-z0-9_-]{1,256}");

    /** A mailbox without a display name, of characters that need no quoting. */
    private static final Pattern MAILBOX = Pattern.compile(
            "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9-]{1,63})*");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,253}");
    private static final Map<String, Target.Tls> TLS =
            Map.of("starttls", Target.Tls.STARTTLS, "implicit", Target.Tls.IMPLICIT, "none", Target.Tls.NONE);

    /** Null when it is not configured; after a mistake something that never leaves the reader. */
    @Nullable
    Target read(Place place, Fields fields) {
        if (place.isMapping() && KINDS.stream().filter(fields::has).count() != 1) {
            place.mistake("needs one of url, sns, slack and email");
            return new Target.Http(NOWHERE);
        }
        var sns = fields.find("sns");
        if (sns != null) return topic(sns);
        var slack = fields.find("slack");
        if (slack != null) return slack(slack);
        var email = fields.find("email");
        if (email != null) return email(email.open(Section.EMAIL));
        return new Target.Http(fields.get("url", NOWHERE, url -> url.parse(NOWHERE, Syntax::url)));
    }

    private static @Nullable Target topic(Place place) {
        var arn = place.text();
        if (arn == null || arn.isEmpty()) return null;
        if (!TOPIC.matcher(arn).matches()) {
            place.mistake("must be the ARN of a standard topic of Amazon SNS");
            return null;
        }
        return new Target.Sns(arn);
    }

    private @Nullable Target slack(Place place) {
        var url = SourceReader.secret(place);
        boolean unset = url.store().equals("env")
                && environment.getOrDefault(url.name(), "").isEmpty();
        return unset ? null : new Target.Slack(url);
    }

    private static @Nullable Target email(Fields fields) {
        var from = fields.get("from", "", at -> at.parse("", TargetReader::mailbox));
        var to = new ArrayList<String>();
        fields.get("to", List.<Place>of(), at -> at.isList() ? at.items(1, MOST_RECIPIENTS) : List.of(at))
                .forEach(item -> to.addAll(item.parse(List.of(), TargetReader::mailboxes)));
        var smtp = fields.find("smtp");
        var way = smtp == null ? new Target.Way.Ses() : smtp(smtp);
        return from.isEmpty() || to.isEmpty() || way == null ? null : new Target.Email(from, to, way);
    }

    private static Target.@Nullable Way smtp(Place place) {
        var fields = place.open(Section.SMTP);
        var host = fields.get("host", "", at -> at.parse("", TargetReader::host));
        var tls = fields.get("tls", Target.Tls.STARTTLS, at -> at.parse(Target.Tls.STARTTLS, Syntax.oneOf(TLS)));
        int port = fields.get("port", SUBMISSION, at -> (int) at.whole(1, 65_535));
        if (fields.has("user") != fields.has("password")) place.mistake("needs user and password, or neither");
        if (fields.has("user") && tls == Target.Tls.NONE)
            place.mistake("credentials are sent over TLS only: starttls or implicit");
        var login = fields.has("user")
                ? new Target.Login(
                        fields.get("user", NO_SECRET, SourceReader::secret),
                        fields.get("password", NO_SECRET, SourceReader::secret))
                : null;
        return host.isEmpty() ? null : new Target.Way.Smtp(host, port, tls, login);
    }

    private static String host(String text) {
        if (text.isEmpty() || HOST.matcher(text).matches()) return text;
        throw new IllegalArgumentException("must be the name or address of a host");
    }

    /** Addresses separated by commas; empty text is none. */
    private static List<String> mailboxes(String text) {
        var found = Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .map(TargetReader::mailbox)
                .toList();
        if (found.size() > MOST_RECIPIENTS)
            throw new IllegalArgumentException("must be at most " + MOST_RECIPIENTS + " addresses");
        return found;
    }

    private static String mailbox(String text) {
        if (text.isEmpty() || (MAILBOX.matcher(text).matches() && text.length() <= 254)) return text;
        throw new IllegalArgumentException("must be an e-mail address without a name, such as ops@example.com");
    }
}
