package dev.usher.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.calendar.Calendar;
import dev.usher.config.LimitPolicy;
import dev.usher.config.LimitPolicy.Mode;
import dev.usher.config.Regions;
import dev.usher.config.Secret;
import dev.usher.config.Window;
import dev.usher.lambda.Deployment;
import dev.usher.limit.Ask;
import dev.usher.limit.FallbackLimiter;
import dev.usher.limit.LocalLimiter;
import dev.usher.region.RegionView;
import dev.usher.telemetry.JsonLog;
import dev.usher.testing.TestRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and passwords, with a real server that wants both. */
final class RedisAccessIT {
    private static final String PASSWORD = "correct-horse-battery";

    private static final String REGIONS = """
            sources: { one: { scheme: { name: hmac, header: x-signature }, secrets: [env:SECRET], id: { pointer: /id }, type: { pointer: /type }, types: { "*": {} } } }
            routes: []
            destinations: {}
            limits: { photos: { consistency: eventual, minute: 100 } }
            regions: { own: east, all: { east: {}, west: { redis: "env:WEST" }, eu: { redis: "env:EU" } } }
            """;

    private static final LimitPolicy POLICY =
            LimitPolicy.of("access", Mode.SMOOTH, List.of(new Window("hour", 1_000_000, Duration.ofHours(1))));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** A certificate for 127.0.0.1 that vouches for itself, as a private authority's would. */
    private Path certificate() throws Exception {
        var store = folder.resolve("store.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=redis",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-ext",
                        "bc=ca:true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        pem("PRIVATE KEY", keys.getKey("redis", "changeit".toCharArray()).getEncoded(), "key.pem");
        return pem("CERTIFICATE", keys.getCertificate("redis").getEncoded(), "certificate.pem");
    }

    private Path pem(String what, byte[] content, String file) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                folder.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private TestRedis withTls(int port, Path certificate) throws IOException {
        return TestRedis.start(
                TestRedis.freePort(),
                "--requirepass",
                PASSWORD,
                "--tls-port",
                String.valueOf(port),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                folder.resolve("key.pem").toString(),
                "--tls-auth-clients",
                "no");
    }

    private RedisLimiter limiter(RedisLink link) {
        var alone = new LocalLimiter(InstantSource.system(), Calendar.PLAIN, true);
        var log = new JsonLog(
                new PrintStream(written, true, StandardCharsets.UTF_8),
                "test",
                JsonLog.Level.INFO,
                InstantSource.system());
        return new RedisLimiter(link, new FallbackLimiter(alone), Calendar.PLAIN, Regions.ALONE, log);
    }

    private static boolean redisDecidesWithin(RedisLimiter limiter, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            if (!limiter.check(Ask.of(POLICY, "one")).fallback()) return true;
            Thread.sleep(5);
        }
        return false;
    }

    private boolean decides(String url, @Nullable Path authorities, Duration patience) throws InterruptedException {
        try (var link = RedisLink.to(new RedisLink.Access(url, "", () -> Secret.of(PASSWORD), authorities))) {
            return redisDecidesWithin(limiter(link), patience);
        }
    }

    @Test
    void trustsOnlyAServerWhoseCertificateIsVouchedForAndHasItsName() throws Exception {
        var certificate = certificate();
        int tls = TestRedis.freePort();
        try (var redis = withTls(tls, certificate)) {
            var patience = Duration.ofSeconds(3);
            assertThat(decides("rediss://127.0.0.1:" + tls, certificate, Duration.ofSeconds(20)))
                    .isTrue();
            assertThat(decides("rediss://127.0.0.1:" + tls, null, patience))
                    .as("unknown authority")
                    .isFalse();
            assertThat(decides("rediss://localhost:" + tls, certificate, patience))
                    .as("another name")
                    .isFalse();
            assertThat(decides("redis://127.0.0.1:" + tls, certificate, patience))
                    .as("in the clear")
                    .isFalse();
            assertThat(decides("redis://127.0.0.1:" + redis.port(), null, Duration.ofSeconds(20)))
                    .isTrue();
        }
    }

    @Test
    void theRegionWorkerUsesThePasswordForItsOwnRedisAndTheAuthoritiesForAll() throws Exception {
        var certificate = certificate();
        int tls = TestRedis.freePort();
        try (var redis = withTls(tls, certificate)) {
            var environment = Map.of(
                    "USHER_CONFIG",
                    Files.writeString(folder.resolve("usher.yaml"), REGIONS).toString(),
                    "USHER_STACK",
                    "it",
                    "USHER_REDIS_URL",
                    "rediss://127.0.0.1:" + tls + "/0",
                    "USHER_REDIS_AUTH",
                    PASSWORD,
                    "USHER_REDIS_CA",
                    certificate.toString(),
                    "WEST",
                    "rediss://:" + PASSWORD + "@127.0.0.1:" + tls + "/1",
                    "EU",
                    "redis://:" + PASSWORD + "@127.0.0.1:" + redis.port() + "/2");
            var deployment = new Deployment(environment);
            var config = deployment.config();
            var reach = deployment.reach(config);
            assertThat(reach.peers().values()).allMatch(access -> access.credentials() == null);
            try (var worker =
                    RegionWorker.start(config.regions(), config.shared(), reach, RegionWorker.BATCH, JsonLog.off())) {
                long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (!told(worker) && System.nanoTime() < end) Thread.sleep(20);
                assertThat(told(worker)).as(() -> worker.view().toString()).isTrue();
            }
        }
    }

    private static boolean told(RegionWorker worker) {
        return worker.view().peers().stream().allMatch(RegionView.OfPeer::told)
                && !worker.view().policies().isEmpty();
    }

    @Test
    void usesARotatedPasswordAtTheNextConnection() throws Exception {
        try (var redis = TestRedis.start(
                TestRedis.freePort(), "--user", "usher", "on", ">first", "~*", "+@all", "--requirepass", PASSWORD)) {
            var secret = new AtomicReference<>(Secret.of("usher:first"));
            try (var link = RedisLink.to(new RedisLink.Access(redis.url(), "", secret::get, null))) {
                var limiter = limiter(link);
                assertThat(redisDecidesWithin(limiter, Duration.ofSeconds(20))).isTrue();
                redis.say("AUTH " + PASSWORD + "\r\nACL SETUSER usher resetpass >second\r\nCLIENT KILL USER usher");
                assertThat(redisDecidesWithin(limiter, Duration.ofSeconds(2)))
                        .as("with the old one")
                        .isFalse();
                secret.set(Secret.of("usher:second"));
                assertThat(redisDecidesWithin(limiter, Duration.ofSeconds(20))).isTrue();
            }
        }
    }

    @Test
    void noPasswordIsWrittenAnywhere() throws Exception {
        try (var redis = TestRedis.start(TestRedis.freePort(), "--requirepass", "another");
                var link = RedisLink.to("redis://usher:" + PASSWORD + "@127.0.0.1:" + redis.port())) {
            assertThat(redisDecidesWithin(limiter(link), Duration.ofSeconds(2))).isFalse();
        }
        assertThat(new RedisLink.Access("redis://usher:" + PASSWORD + "@redis", "usher-prod", null, null).toString())
                .doesNotContain(PASSWORD);
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("redis is away")
                .doesNotContain(PASSWORD);
    }
}
