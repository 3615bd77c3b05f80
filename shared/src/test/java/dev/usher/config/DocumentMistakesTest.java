package dev.usher.config;

import static dev.usher.config.MistakesTest.mistakes;
import static dev.usher.config.MistakesTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Mistakes of the document as a whole, and those that the domains find. */
class DocumentMistakesTest {
    @Test
    void reportsEverythingAtOnceInTheOrderOfTheLines() {
        var text = with(15, "    secret: literal")
                .replace("[ledger]", "[legder]")
                .replace("scheme: stripe", "schem: stripe");
        assertThat(mistakes(text))
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("usher.yaml:2", "usher.yaml:3", "usher.yaml:11", "usher.yaml:15");
    }

    @Test
    void reportsWhatTheDomainsFindWrong() {
        var strict = new Checks() {
            @Override
            public void scheme(SchemeConfig scheme) {
                throw new IllegalArgumentException("no scheme like\nthis");
            }

            @Override
            public void handshake(String name) {
                throw new IllegalArgumentException("no such handshake");
            }

            @Override
            public void pattern(String json) {
                throw new IllegalArgumentException("no pattern: " + json);
            }

            @Override
            public void file(String name) {
                throw new IllegalArgumentException("no file");
            }

            @Override
            public void transform(String jsonata) {
                throw new IllegalArgumentException("no JSONata");
            }
        };
        var text = with(11, "    to: [ledger]\n    transform: '('")
                .replace("scheme: stripe", "scheme: stripe\n    handshake: x");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigReader.read(text, Map.of(), strict))
                .withMessage("""
                        usher.yaml:3 sources.shop.scheme: no scheme like this
                        usher.yaml:4 sources.shop.handshake: no such handshake
                        usher.yaml:11 routes[0].when: no pattern: {"source":["shop"],"type":["order.paid"]}
                        usher.yaml:13 routes[0].transform: no JSONata""");
    }

    @Test
    void whatIsNoYamlIsOneMistakeWithoutTheText() {
        assertThat(mistakes("sources:\n  a: [whsec_secret\nb: c\n"))
                .singleElement()
                .asString()
                .startsWith("usher.yaml:3: is no YAML: ")
                .doesNotContain("whsec_secret");
        assertThat(mistakes("a: \u0007"))
                .containsExactly(
                        "usher.yaml:1: is no YAML: a character that YAML does not allow, or nested deeper than 32");
        assertThat(mistakes("")).containsExactly("usher.yaml:1: is empty");
        assertThat(mistakes("a\n---\nb")).singleElement().asString().startsWith("usher.yaml:2: is no YAML");
        assertThat(mistakes("just text")).containsExactly("usher.yaml:1: must be a mapping");
        assertThat(mistakes("#".repeat(1_048_577))).containsExactly("usher.yaml:1: is larger than 1048576 characters");
        assertThat(mistakes("[".repeat(40) + "]".repeat(40)))
                .singleElement()
                .asString()
                .startsWith("usher.yaml:1: is no YAML");
    }

    @Test
    void aliasesAreBounded() {
        var bomb = Stream.iterate(1, level -> level + 1)
                .limit(8)
                .map(level -> "    l%d: &l%d [%s]"
                        .formatted(
                                level,
                                level,
                                level == 1
                                        ? "x"
                                        : "*l%1$d, *l%1$d, *l%1$d, *l%1$d, *l%1$d, *l%1$d".formatted(level - 1)))
                .collect(Collectors.joining("\n"));
        assertThat(mistakes(with(10, "    when:\n      payload:\n" + bomb.indent(4))))
                .isNotEmpty();
        assertThat(mistakes(with(10, "    when: { payload: &p { a: *p } }")))
                .anyMatch(line -> line.contains("a pattern has at most 1000 values, nested at most 16 deep"));
    }
}
