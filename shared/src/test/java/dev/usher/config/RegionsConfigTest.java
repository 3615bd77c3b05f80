package dev.usher.config;

import static dev.usher.config.MistakesTest.GOOD;
import static dev.usher.config.MistakesTest.mistakes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Regions.Region;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionsConfigTest {
    private static Regions regions(String yaml) {
        return ConfigReader.read(GOOD + yaml, Shipped.ENVIRONMENT, Shipped.PERMISSIVE)
                .regions();
    }

    @Test
    void theOwnRegionNeedsNoAddressAndWeightsAreOneUnlessGiven() {
        var regions = regions("regions: { own: a, all: { a: {}, b: { weight: 3, redis: env:B } } }");
        assertThat(regions.own()).isEqualTo("a");
        assertThat(regions.all())
                .containsExactly(new Region("a", 1, null), new Region("b", 3, new SecretRef("env", "B")));
        assertThat(regions.peers()).extracting(Region::name).containsExactly("b");
    }

    @Test
    void withoutItsOwnNameADeploymentCountsForItself() {
        assertThat(regions("")).isEqualTo(Regions.ALONE);
        assertThat(regions("regions: { own: \"${NOT_SET:-}\", all: { a: { redis: env:A }, b: { redis: env:B } } }"))
                .isEqualTo(Regions.ALONE);
    }

    @Test
    void thePartsOfAllRegionsAreTheLimitToTheLastUnit() {
        var regions =
                new Regions("a", List.of(new Region("a", 1, null), new Region("b", 3, null), new Region("c", 7, null)));
        for (long limit = 0; limit < 200; limit++) {
            long sum = 0;
            for (var region : regions.all()) sum += regions.units(Set.of(region.name()), limit);
            assertThat(sum).isEqualTo(limit);
            assertThat(regions.units(Set.of("a", "c"), limit)).isEqualTo(limit - regions.units(Set.of("b"), limit));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { own: c, all: { a: { redis: env:A }, b: { redis: env:B } } } | regions: own must be one of all
            { own: a, all: { a: {}, b: {} } } | regions.all.b: needs redis, where the URL of its Redis is
            { own: a, all: { a: {} } } | regions.all: must have 2 to 8 entries
            { own: a } | regions.all: is missing
            { own: a, all: { a: { weight: 0 }, b: { redis: env:B } } } | regions.all.a.weight: must be a whole number, 1 to 1000
            { own: a, all: { a: { wieght: 2 }, b: { redis: env:B } } } | regions.all.a.wieght: unknown key; did you mean weight?
            { own: a, all: { A: {}, a: {} } } | regions.all.A: a name is 1 to 64 of a-z, 0-9, _ and -
            """)
    void saysWhatIsWrong(String section, String mistake) {
        assertThat(mistakes(GOOD + "regions: " + section)).anyMatch(line -> line.endsWith(mistake));
    }
}
