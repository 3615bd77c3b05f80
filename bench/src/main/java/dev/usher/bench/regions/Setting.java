package dev.usher.bench.regions;

/**
 * What is simulated: regions are asked for more than they may admit, from the beginning of a minute to its end.
 *
 * @param regions how many
 * @param limit units a minute, for all of them together
 * @param rate requests a second in the first region
 * @param others requests in each other region for a hundred in the first; 0 to 100
 * @param batchMs between two batches of a worker
 * @param sharing how the limit is shared
 * @param cutAtMs when the last region is cut off from the others; negative for never
 * @param healAtMs when that ends
 * @param lost messages of a hundred that do not arrive, and as many that arrive but are not answered, and so are sent again
 */
record Setting(
        int regions,
        long limit,
        int rate,
        int others,
        int batchMs,
        Sharing sharing,
        long cutAtMs,
        long healAtMs,
        int lost) {
    /** How a limit is shared. */
    enum Sharing {
        /** Counts flow; a region that is cut off goes on with what it knows. Usher has no such mode: signs of life come through. */
        PLAIN,
        /** Counts flow; a region that is cut off keeps to its part of what was left. */
        EVENTUAL,
        /** Every region spends rights. */
        ESCROW
    }

    static Setting of(int regions, long limit, int rate, int batchMs, Sharing sharing) {
        return new Setting(regions, limit, rate, 100, batchMs, sharing, -1, -1, 0);
    }

    Setting cut(long atMs, long untilMs) {
        return new Setting(regions, limit, rate, others, batchMs, sharing, atMs, untilMs, lost);
    }

    Setting losing(int ofHundred) {
        return new Setting(regions, limit, rate, others, batchMs, sharing, cutAtMs, healAtMs, ofHundred);
    }

    /** The first region is asked most. */
    Setting others(int ofHundred) {
        return new Setting(regions, limit, rate, ofHundred, batchMs, sharing, cutAtMs, healAtMs, lost);
    }

    double rate(int region) {
        return region == 0 ? rate : rate * others / 100.0;
    }

    /** Public round trips of AWS for three regions, halved; for more a line of places, each 15 ms further than the one before. */
    int oneWayMs(int from, int to) {
        if (regions > 3) return 20 + 15 * Math.abs(from - to);
        int pair = from + to; // 0-1, 0-2, 1-2
        return pair == 1 ? 36 : pair == 2 ? 40 : 76;
    }
}
