package dev.usher.search;

/** What lists of events and deliveries can be filtered by; a row matches when its value is exactly the wanted one. */
public enum Field {
    SOURCE("source"),
    TYPE("type"),
    PRIORITY("priority"),
    PROVIDER_ID("providerId"),
    DESTINATION("destination"),
    STATE("state"),
    ERROR("error");

    private final String label;

    Field(String label) {
        this.label = label;
    }

    /** The name in the API. */
    public String label() {
        return label;
    }
}
