package dev.usher.local.story;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Opens a stage when the first class asks for it; it is closed when all tests are done. */
final class Stages implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Stages.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var on = context.getRequiredTestClass().getAnnotation(On.class);
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(on.value(), Stages::open, Stage.class);
    }

    private static Stage open(String config) {
        try {
            return Stage.open(config, config.equals(Stage.FUZZ) ? publicKeys() : Map.of());
        } catch (Exception e) {
            throw new IllegalStateException("the stage does not open", e);
        }
    }

    /** Two sources of the hostile requests take a public key where the shipped ones take a secret. */
    private static Map<String, String> publicKeys() throws GeneralSecurityException {
        var ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
        var curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(256);
        var p256 = curve.generateKeyPair().getPublic().getEncoded();
        return Map.of(
                "SUPPLIER_PLATFORM_SECRET", Providers.hex(Arrays.copyOfRange(ed25519, ed25519.length - 32, ed25519.length)),
                "CALENDAR_CHANNEL_TOKEN", Base64.getEncoder().encodeToString(p256));
    }
}
