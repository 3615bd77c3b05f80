package dev.usher.lambda;

import dev.usher.config.Checks;
import dev.usher.config.ConfigFile;
import dev.usher.config.SchemeConfig;
import dev.usher.config.Settings;
import dev.usher.handshake.Handshakes;
import dev.usher.routing.RoutePatterns;
import dev.usher.routing.Transforms;
import dev.usher.signature.Schemes;
import java.util.Map;

/** Lets the domains check their part of the configuration. */
public final class DomainChecks implements Checks {
    private final Settings settings;
    private final boolean routing;

    /** @param settings say where the configuration is, and so its files */
    public DomainChecks(Settings settings) {
        this(settings, true);
    }

    /** @param routing whether routes are compiled too: that loads two libraries, so functions that route nothing leave it to the others */
    DomainChecks(Settings settings, boolean routing) {
        this.settings = settings;
        this.routing = routing;
    }

    /** Of the packaged configuration. */
    public DomainChecks() {
        this(new Settings(Map.of()));
    }

    @Override
    public void file(String name) {
        if (ConfigFile.beside(settings, name) == null)
            throw new IllegalArgumentException("there is no such file beside usher.yaml");
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
