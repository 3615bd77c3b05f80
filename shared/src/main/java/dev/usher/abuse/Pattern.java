package dev.usher.abuse;

import java.util.Locale;

/** What abuse looks like. */
public enum Pattern {
    /** One party asks on although it is denied. */
    DENIALS,
    /** Many parties come from one address. */
    SUBJECTS,
    /** One party asks for many different operations. */
    OPERATIONS,
    /** One party goes through everything there is: at a steady pace, or by one number after another. */
    ENUMERATION;

    /** The lower-case name used in JSON, logs and configuration. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
