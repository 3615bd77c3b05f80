package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever is done to the shipped file, reading it gives a configuration or one list of mistakes, and shows no value. */
class FuzzTest {
    private static final int ROUNDS = 2000;
    private static final String CANARY = "whsec_c4n4ry";
    private static final Pattern MISTAKE = Pattern.compile("usher\\.yaml:[1-9][0-9]*( \\S.*)?: .+");
    private static final List<String> VALUES = List.of(
            "",
            "~",
            "[]",
            "{}",
            "[[]]",
            "true",
            "-1",
            "0",
            "1e9",
            "0x1F",
            "99999999999999999999",
            "2026-01-01",
            "\"*\"",
            "'",
            "*nowhere",
            "&a [*a]",
            "!!java.lang.String x",
            "!!binary aGk=",
            "${UNSET}",
            "${",
            "$${",
            "\u0000",
            "é",
            "{a: 1, a: 2}",
            "{? [a] : b}",
            "|",
            CANARY,
            "{ " + CANARY + "x: 1 }",
            "[" + CANARY + "]",
            "\"" + CANARY + "\\n\"",
            "env:" + CANARY + " x",
            "https://" + CANARY + "@example.com",
            "." + CANARY);

    @Test
    void everyMutationIsReadOrRefusedWithLines() {
        long first = Long.getLong("seed", 20_260_530L);
        var lines = Shipped.text("usher.yaml").lines().toList();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long seed = first + round;
            var text = mutated(lines, new Random(seed));
            try {
                ConfigReader.read(text, Shipped.ENVIRONMENT, Shipped.PERMISSIVE);
            } catch (ConfigException mistakes) {
                refused++;
                assertThat(String.valueOf(mistakes.getMessage()).lines())
                        .as("-Dseed=%d%n%s", seed, text)
                        .allSatisfy(line -> {
                            assertThat(line).matches(MISTAKE);
                            // Keys are shown, so the mutation that writes it as a key marks it with an x.
                            assertThat(line.replace(CANARY + "x", "")).doesNotContain(CANARY);
                        });
            } catch (RuntimeException other) {
                throw new AssertionError("-Dseed=" + seed + "\n" + text, other);
            }
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 1);
    }

    private static String mutated(List<String> original, Random random) {
        var lines = new ArrayList<>(original);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(lines.size());
            var line = lines.get(at);
            int colon = line.indexOf(':');
            switch (random.nextInt(7)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, line);
                case 2 -> lines.add(random.nextInt(lines.size()), line);
                case 3 -> lines.set(at, line.replaceFirst("[a-z]", "q"));
                case 4 -> lines.set(at, colon < 0 ? line : line.substring(0, colon + 1) + " " + pick(random));
                case 5 -> lines.set(at, " ".repeat(random.nextInt(6)) + line.strip());
                default -> lines.set(at, line.isEmpty() ? "[" : cut(line, random));
            }
        }
        return String.join("\n", lines);
    }

    private static String pick(Random random) {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    private static String cut(String line, Random random) {
        int from = random.nextInt(line.length());
        int to = from + random.nextInt(line.length() - from + 1);
        return line.substring(0, from)
                + (random.nextBoolean() ? pick(random).replace(CANARY, "") : "")
                + line.substring(to);
    }
}
