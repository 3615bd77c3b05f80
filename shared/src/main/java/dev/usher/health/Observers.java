package dev.usher.health;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Those in other regions who look at the same services. Nothing here throws for an outage: who is not heard says nothing. */
public interface Observers {
    /** What one says holds for so long. */
    Duration HOLDS = Duration.ofMinutes(3);

    /** There are none. */
    Observers NONE = new Observers() {
        @Override
        public void tell(Report report) {}

        @Override
        public List<Report> all() {
            return List.of();
        }
    };

    /** Tells all regions what this one sees. */
    void tell(Report report);

    /** What all regions said lately, this one among them if it did. */
    List<Report> all();

    /**
     * What one region's probes say.
     *
     * @param services by name; those of which it can say something
     */
    record Report(String region, Map<String, Condition> services) {
        public Report {
            services = Map.copyOf(services);
        }
    }
}
