package dev.usher.egress;

import dev.usher.config.Target;
import dev.usher.message.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Locale;

/** A notice as a mail (RFC 5322, RFC 2045), in lines that end in CRLF. All of it is ASCII, and no line begins with a dot. */
final class MailText {
    /** A line with an encoded word has at most 76 characters (RFC 2047 section 2), beside the name of its header. */
    private static final int WORD_BYTES = 36;

    private MailText() {}

    /** @param event names the message, so that one that comes twice can be told */
    static String of(Target.Email email, Notice notice, EventId event, Instant at) {
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).format(at.atOffset(ZoneOffset.UTC));
        var domain = email.from().substring(email.from().lastIndexOf('@') + 1);
        var text = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'})
                .encodeToString(notice.text().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        return String.join(
                "\r\n",
                "From: " + email.from(),
                "To: " + String.join(",\r\n ", email.to()),
                "Subject: " + words(notice.title()),
                "Date: " + date.replace("GMT", "+0000"),
                "Message-ID: <" + event.text() + "@" + domain + ">",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                text,
                "");
    }

    /** Whatever the text holds, it can't end the header. */
    private static String words(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        for (int point : text.codePoints().toArray()) {
            var next = Character.toString(point);
            if ((word + next).getBytes(StandardCharsets.UTF_8).length > WORD_BYTES) {
                words.add(encoded(word.toString()));
                word.setLength(0);
            }
            word.append(next);
        }
        words.add(encoded(word.toString()));
        return String.join("\r\n ", words);
    }

    private static String encoded(String word) {
        return "=?utf-8?B?" + Base64.getEncoder().encodeToString(word.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
