package dev.usher.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;

/** Certificates of servers that tests are. */
final class Certificates {
    private Certificates() {}

    /** A context that both shows and trusts a new certificate for the name, made by the JDK's keytool. */
    static SSLContext selfSigned(Path folder, String name) throws Exception {
        var file = folder.resolve(name + ".p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:" + name,
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit",
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .start();
        var output = new ByteArrayOutputStream();
        made.getInputStream().transferTo(output);
        assertThat(made.waitFor())
                .as(output.toString(java.nio.charset.StandardCharsets.UTF_8))
                .isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        return SSLContexts.custom()
                .loadKeyMaterial(keys, "changeit".toCharArray())
                .loadTrustMaterial(keys, null)
                .build();
    }
}
