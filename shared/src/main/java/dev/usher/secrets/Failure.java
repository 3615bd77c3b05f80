package dev.usher.secrets;

import dev.usher.config.SecretRef;
import dev.usher.config.SecretUnavailable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Words for a failed call, without the store's own message: it is written by others and goes to our log. */
final class Failure {
    private Failure() {}

    static SecretUnavailable of(SecretRef ref, RuntimeException failure) {
        return new SecretUnavailable(ref, reason(failure), failure);
    }

    private static String reason(RuntimeException failure) {
        if (failure instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            return answer.awsErrorDetails().errorCode() + ", status " + answer.statusCode();
        }
        if (failure instanceof IllegalStateException unset) return String.valueOf(unset.getMessage());
        return failure.getClass().getSimpleName();
    }
}
