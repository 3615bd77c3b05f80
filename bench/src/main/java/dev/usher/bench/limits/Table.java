package dev.usher.bench.limits;

import dev.usher.bench.peer.Library;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows as Markdown, a column for each library and one for what is to be reached. */
final class Table {
    private Table() {}

    static String of(List<Row> rows) {
        var libraries = List.of(Library.values());
        var heading = Stream.of(Stream.of(""), libraries.stream().map(Library::title), Stream.of("to reach"))
                .flatMap(cells -> cells)
                .toList();
        var rule = heading.stream().map(cell -> "---").toList();
        var lines = rows.stream().map(row -> Stream.of(
                        Stream.of(row.title()),
                        Arrays.stream(Library.values())
                                .map(library -> row.cells().getOrDefault(library, "")),
                        Stream.of(row.goal()))
                .flatMap(cells -> cells)
                .toList());
        return Stream.concat(Stream.of(heading, rule), lines)
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining());
    }
}
