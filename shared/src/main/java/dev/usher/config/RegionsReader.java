package dev.usher.config;

import dev.usher.config.Regions.Region;
import java.util.ArrayList;

/** Reads which regions count together. */
final class RegionsReader {
    /** Every check reads what every other region counted. */
    private static final int MAX_REGIONS = 8;

    private static final int MAX_WEIGHT = 1000;

    private RegionsReader() {}

    static Regions read(Place place) {
        var fields = place.open(Section.REGIONS);
        var own = fields.get("own", "", at -> at.parse("", text -> text));
        var all = new ArrayList<Region>();
        var listed = fields.find("all");
        if (listed != null)
            listed.entries(2, MAX_REGIONS).forEach((name, value) -> {
                value.check(name, Syntax::name);
                var region = value.open(Section.REGION);
                all.add(new Region(
                        name,
                        (int) (long) region.get("weight", 1L, weight -> weight.whole(1, MAX_WEIGHT)),
                        region.get("redis", null, SourceReader::secret)));
                if (value.isMapping() && !name.equals(own) && !region.has("redis"))
                    value.mistake("needs redis, where the URL of its Redis is");
            });
        if (own.isEmpty()) return Regions.ALONE;
        if (listed != null
                && !all.isEmpty()
                && all.stream().noneMatch(region -> region.name().equals(own))) place.mistake("own must be one of all");
        return new Regions(own, all);
    }
}
