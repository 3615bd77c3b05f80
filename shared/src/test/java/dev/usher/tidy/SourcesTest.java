package dev.usher.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What every file keeps to, and a reviewer should not have to look for. */
class SourcesTest {
    private static final List<String> TEXTS =
            List.of(".java", ".md", ".yaml", ".xml", ".json", ".lua", ".sh", ".env", ".args", ".txt", ".ci/run");

    /** The guide is 250; a main file that needs more than this is two. */
    private static final int MAIN_LINES = 350;

    private static final int TEST_LINES = 420;

    /** The formatter holds code to 120 columns; comments and texts, which it does not break, are held to this. */
    private static final int COLUMNS = 160;

    // In two pieces, so that this file does not break its own rules.
    private static final Pattern SOMEBODYS_MACHINE = Pattern.compile(
            "/usr/lib/" + "jvm|/home/" + "[a-z]|/Users/" + "[a-z]|/tmp/" + "wt|(?<![\\w}.])/wo" + "rk/|/root/" + "\\.");

    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    @Test
    void noFileNamesSomebodysMachine() {
        assertThat(lines(path -> true, line -> SOMEBODYS_MACHINE.matcher(line).find()))
                .isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(lines(path -> true, line -> UNFINISHED.matcher(line).find())).isEmpty();
    }

    @Test
    void noLineIsTooLong() {
        assertThat(lines(
                        path -> path.contains("/src/main/java/"),
                        line -> line.codePointCount(0, line.length()) > COLUMNS))
                .isEmpty();
    }

    @Test
    void noFileIsTooLong() {
        var tooLong = Repository.paths(".java").stream()
                .filter(path -> Repository.text(path).lines().count()
                        > (path.contains("/src/test/") ? TEST_LINES : MAIN_LINES));
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        var silent = Repository.paths("package-info.java").stream()
                .filter(path -> path.contains("/src/main/"))
                .filter(path -> !Repository.text(path).startsWith("/**"));
        assertThat(silent).isEmpty();
    }

    /** {@code path:line: text} of the lines that are as described. */
    private static List<String> lines(Predicate<String> files, Predicate<String> described) {
        var found = new ArrayList<String>();
        for (var path : Repository.paths()) {
            if (TEXTS.stream().noneMatch(path::endsWith) || !files.test(path)) continue;
            int number = 0;
            for (var line : Repository.text(path).lines().toList()) {
                number++;
                if (described.test(line)) found.add(path + ":" + number + ": " + line.strip());
            }
        }
        return found;
    }
}
