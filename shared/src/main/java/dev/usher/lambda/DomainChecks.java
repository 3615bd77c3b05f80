package dev.usher.lambda;

import dev.usher.config.Checks;
import dev.usher.config.SchemeConfig;
import dev.usher.handshake.Handshakes;
import dev.usher.routing.RoutePatterns;
import dev.usher.routing.Transforms;
import dev.usher.signature.Schemes;

/** Lets the domains check their part of the configuration. */
public final class DomainChecks implements Checks {
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
        RoutePatterns.check(json);
    }

    @Override
    public void transform(String jsonata) {
        Transforms.check(jsonata);
    }
}
