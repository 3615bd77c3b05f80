package dev.usher.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Arrows point down: functions, adapters, domains, vocabulary. */
final class ArchitectureTest {
    private static final String[] VOCABULARY = {"dev.usher.http..", "dev.usher.config..", "dev.usher.message.."};
    private static final String[] DOMAINS = {
        "dev.usher.signature..",
        "dev.usher.handshake..",
        "dev.usher.webhook..",
        "dev.usher.routing..",
        "dev.usher.delivery..",
        "dev.usher.limit..",
        "dev.usher.breaker..",
        "dev.usher.health..",
        "dev.usher.incident..",
        "dev.usher.outbound..",
        "dev.usher.shape..",
        "dev.usher.region..",
        "dev.usher.abuse..",
        "dev.usher.patrol..",
        "dev.usher.signal..",
        "dev.usher.telemetry.."
    };
    private static final String[] ADAPTERS = {
        "dev.usher.lambda..",
        "dev.usher.dynamo..",
        "dev.usher.sqs..",
        "dev.usher.redis..",
        "dev.usher.egress..",
        "dev.usher.secrets.."
    };
    private static final String[] SDKS = {
        "software.amazon.awssdk..", "com.amazonaws..", "io.lettuce..", "org.apache.hc.."
    };

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.usher");

    @Test
    void vocabularyDependsOnNothingOfOurs() {
        noClasses()
                .that()
                .resideInAnyPackage(VOCABULARY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DOMAINS)
                .check(OURS);
        noClasses()
                .that()
                .resideInAnyPackage(VOCABULARY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ADAPTERS)
                .check(OURS);
    }

    @Test
    void domainsImportNoAdapterAndNoSdk() {
        noClasses()
                .that()
                .resideInAnyPackage(DOMAINS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ADAPTERS)
                .check(OURS);
        noClasses()
                .that()
                .resideInAnyPackage(DOMAINS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SDKS)
                .check(OURS);
        noClasses()
                .that()
                .resideInAnyPackage(VOCABULARY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SDKS)
                .check(OURS);
    }

    @Test
    void oneClassKnowsResilience4j() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.usher\\.breaker\\.LocalBreaker(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.resilience4j..")
                .check(OURS);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("dev.usher.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void onlyEntryPointsReadTheEnvironment() {
        noClasses().should().callMethod(System.class, "getenv").check(OURS);
        noClasses().should().callMethod(System.class, "getenv", String.class).check(OURS);
    }

    @Test
    void domainsReadNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(DOMAINS)
                .should()
                .callMethod(Instant.class, "now")
                .check(OURS);
        noClasses()
                .that()
                .resideInAnyPackage(DOMAINS)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .check(OURS);
        noClasses()
                .that()
                .resideInAnyPackage(DOMAINS)
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .check(OURS);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Abstract[A-Z]\\w*)$")
                .check(OURS);
    }

    @Test
    void publicClassesCantBeExtended() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(OURS);
    }

    @Test
    void theRulesCanFail() {
        var broken = noClasses()
                .that()
                .resideInAPackage("dev.usher.dynamo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SDKS);
        assertThatThrownBy(() -> broken.check(OURS)).isInstanceOf(AssertionError.class);
    }
}
