package dev.usher.egress;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * How AWS is reached.
 *
 * @param region of the deployment
 * @param sns another endpoint than the public one of Amazon SNS; null for that
 * @param ses the same of Amazon SES
 */
public record AwsReach(
        AwsCredentialsIdentity credentials,
        String region,
        @Nullable URI sns,
        @Nullable URI ses) {}
