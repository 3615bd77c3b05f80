package dev.usher.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The regions that count together.
 *
 * @param own the name of the region that this is; empty when it is alone
 * @param all every region, this one too, in the same order everywhere; empty when it is alone
 */
public record Regions(String own, List<Region> all) {
    /** The whole of a limit in the parts that regions lend each other. */
    public static final long WHOLE = 1_000_000;

    /** One region that counts for itself. */
    public static final Regions ALONE = new Regions("", List.of());

    /**
     * One of them.
     *
     * @param weight its part of every limit, in proportion to the others' weights; 1 to 1000
     * @param redis where the URL of its Redis is; null for the own region
     */
    public record Region(String name, int weight, @Nullable SecretRef redis) {}

    public Regions {
        all = List.copyOf(all);
    }

    public boolean alone() {
        return all.size() < 2;
    }

    /** The others. */
    public List<Region> peers() {
        return all.stream().filter(region -> !region.name().equals(own)).toList();
    }

    /** The same regions as another of them sees them. */
    public Regions as(String other) {
        return new Regions(other, all);
    }

    /** Where a region stands in the list, from 0; -1 when it is none of them. */
    public int indexOf(String name) {
        for (int i = 0; i < all.size(); i++) if (all.get(i).name().equals(name)) return i;
        return -1;
    }

    /** The weights up to a region's own, when all are laid side by side in the order of the list. */
    public long end(int index) {
        long sum = 0;
        for (int i = 0; i <= index; i++) sum += all.get(i).weight();
        return sum;
    }

    /** All weights together. */
    public long weight() {
        return end(all.size() - 1);
    }

    /** A region's part in millionths. */
    public long part(int index) {
        return all.get(index).weight() * WHOLE / weight();
    }

    /** Whole units of a limit that are the regions' own; the units of all regions are the limit, to the last one. */
    public long units(Set<String> names, long limit) {
        long units = 0;
        for (int i = 0; i < all.size(); i++)
            if (names.contains(all.get(i).name())) units += limit * end(i) / weight() - limit * end(i - 1) / weight();
        return units;
    }
}
