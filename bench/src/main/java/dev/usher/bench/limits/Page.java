package dev.usher.bench.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document in which the text between two marks is written by a measurement. */
record Page(Path file) {
    static final String BEGIN = "<!-- measured: begin -->\n";
    static final String END = "<!-- measured: end -->\n";

    /** @throws IOException when it has no such marks; better known before measuring than after */
    void check() throws IOException {
        var text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        if (begin < 0 || text.indexOf(END) < begin) throw new IOException(file + " does not say where the figures go");
    }

    /** @throws IOException when it has no such marks, or can't be written */
    void write(String measured) throws IOException {
        check();
        var text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        Files.writeString(
                file, text.substring(0, begin + BEGIN.length()) + "\n" + measured + "\n" + text.substring(end));
    }
}
