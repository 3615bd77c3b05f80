package dev.usher.lambda;

import dev.usher.config.Checks;
import dev.usher.config.SchemeConfig;
import dev.usher.handshake.Handshakes;
import dev.usher.routing.RoutePatterns;
import dev.usher.routing.Transforms;
import dev.usher.signature.Schemes;

/**
 * Lets the domains check their part of the configuration.
 *
 * @param routing whether routes are compiled too: that loads two libraries, so functions that route nothing leave it to the others
 */
public record DomainChecks(boolean routing) implements Checks {
    /** All of them. */
    public DomainChecks() {
        this(true);
    }

    @Override
    public void scheme(SchemeConfig scheme) {
        var compiled = Schemes.of(scheme);
        assert compiled != null;
    }

    @Override
    public void handshake(String name) {
        var known = Handshakes.of(name);
        assert known != null;
    }

    @Override
    public void pattern(String json) {
        if (routing) RoutePatterns.check(json);
    }

    @Override
    public void transform(String jsonata) {
        if (routing) Transforms.check(jsonata);
    }
}
