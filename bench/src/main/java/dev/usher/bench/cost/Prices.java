package dev.usher.bench.cost;

import java.io.IOException;
import java.util.Properties;

/** The dated list of prices and assumptions: {@code prices.properties}. */
final class Prices {
    private final Properties values = new Properties();

    private Prices() {}

    static Prices load() throws IOException {
        var prices = new Prices();
        try (var in = Prices.class.getResourceAsStream("/dev/usher/bench/prices.properties")) {
            if (in == null) throw new IOException("prices.properties is not on the class path");
            prices.values.load(in);
        }
        return prices;
    }

    String text(String name) {
        var value = values.getProperty(name);
        if (value == null) throw new IllegalArgumentException("prices.properties has no " + name);
        return value;
    }

    double number(String name) {
        return Double.parseDouble(text(name));
    }
}
