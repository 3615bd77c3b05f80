package dev.usher.egress;

import dev.usher.http.Body;
import dev.usher.http.Json;

/**
 * A notice as incoming webhooks of Slack take it (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks): a text for
 * notifications, and blocks to be shown.
 */
final class SlackMessage {
    /** Of the text of a section (https://docs.slack.dev/reference/block-kit/blocks/section-block). */
    private static final int SECTION_CHARS = 3000;

    private SlackMessage() {}

    static Body of(Notice notice) {
        var root = Json.object().put("text", escaped(notice.title()));
        var blocks = root.putArray("blocks");
        blocks.addObject()
                .put("type", "header")
                .putObject("text")
                .put("type", "plain_text")
                .put("text", notice.title())
                .put("emoji", false);
        if (!notice.text().isBlank())
            blocks.addObject()
                    .put("type", "section")
                    .putObject("text")
                    .put("type", "mrkdwn")
                    .put("text", Notice.cut(escaped(notice.text()), SECTION_CHARS))
                    .put("verbatim", true);
        return Body.of(Json.bytes(root));
    }

    /** The three characters by which Slack tells links, mentions and commands from text. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
