package dev.usher.webhook;

import dev.usher.config.Secret;
import dev.usher.config.Source;
import dev.usher.http.Request;
import dev.usher.signature.Verdict;
import java.util.List;

/** Notes webhooks that were refused for their signature, sampled and capped, so that an operator can find out why. Never throws. */
public interface Rejections {
    /** @param secrets the source's, for the diagnosis; never kept */
    void note(Source source, Request request, Verdict verdict, List<Secret> secrets);
}
