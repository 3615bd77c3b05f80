package dev.usher.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.usher.http.Json;
import dev.usher.region.RegionView;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every region sees of all, kept in every region's Redis. */
public final class RegionViews {
    /** A view that was not renewed for so long is not shown any more; its region is away. */
    public static final Duration SHOWN = Duration.ofSeconds(10);

    private static final LuaScript VIEWS = LuaScript.load("views");
    private static final String KEY = "rg:views";

    private final RedisLink link;

    public RegionViews(RedisLink link) {
        this.link = link;
    }

    void write(RegionView view) {
        try {
            run(view.region(), Json.mapper().writeValueAsString(view));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The views that were renewed lately, by region in alphabetical order; null when Redis can't be reached. */
    public @Nullable List<RegionView> read() {
        var reply = run("", "");
        if (reply == null) return null;
        var views = new ArrayList<RegionView>();
        for (var each : reply) {
            try {
                views.add(Json.mapper().readValue((byte[]) each, RegionView.class));
            } catch (IOException foreign) {
                // Of another version of Usher: left out.
            }
        }
        views.sort(Comparator.comparing(RegionView::region));
        return views;
    }

    @SuppressWarnings("unchecked") // views.lua returns a list of strings
    private @Nullable List<Object> run(String region, String json) {
        return (@Nullable List<Object>) link.run(
                VIEWS,
                ScriptOutputType.MULTI,
                new String[] {KEY},
                region.getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.UTF_8),
                Long.toString(SHOWN.toMillis()).getBytes(StandardCharsets.UTF_8));
    }
}
