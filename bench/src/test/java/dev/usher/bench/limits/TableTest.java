package dev.usher.bench.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.usher.bench.peer.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    @Test
    void aRowHasACellForEachLibraryAndOneForTheGoal() {
        var rows = List.of(new Row("lost", Map.of(Library.USHER, "0", Library.REDISSON, "90"), Row.goal("0", true)));
        assertThat(Table.of(rows)).isEqualTo("""
                        |  | Usher | INCR | bare script | Bucket4j | Redisson | RatelimitJ | to reach |
                        | --- | --- | --- | --- | --- | --- | --- | --- |
                        | lost | 0 |  |  |  | 90 |  | 0: met |
                        """);
    }

    @Test
    void aShareIsOfTheSameRound() {
        var samples = new Samples();
        for (double incr : new double[] {100, 200, 400}) samples.add(Library.INCR, incr);
        for (double usher : new double[] {90, 100, 320}) samples.add(Library.USHER, usher);
        assertThat(samples.median(Library.USHER)).isEqualTo(100);
        assertThat(samples.share(Library.USHER, Library.INCR)).isEqualTo(0.8);
    }

    @Test
    void aReportReplacesTheLastOne(@TempDir Path folder) throws IOException {
        var file = folder.resolve("figures.md");
        Files.writeString(file, "# Figures\n" + Page.BEGIN + Page.END + "The end.\n");
        var page = new Page(file);
        page.write("first\n");
        page.write("second\n");
        assertThat(file).hasContent("# Figures\n" + Page.BEGIN + "\nsecond\n\n" + Page.END + "The end.\n");
    }

    @Test
    void aPageWithoutAPlaceForFiguresIsLeftAlone(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("figures.md"), "# Figures\n");
        assertThatIOException().isThrownBy(() -> new Page(file).write("x\n")).withMessageContaining("figures.md");
        assertThat(file).hasContent("# Figures\n");
    }
}
