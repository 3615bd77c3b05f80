package dev.usher.testing;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks tests that take the DynamoDB, SQS or Redis of a host down with it, or start a host again on what its own parts kept in a
 * folder. On {@linkplain Endpoints other endpoints} they are left out, and it is said which.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("own-parts")
@ExtendWith(OwnParts.Condition.class)
public @interface OwnParts {
    /** Leaves a class out while endpoints are given. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Endpoints.given().isEmpty()) return enabled("the parts are the host's own");
            System.out.println("left out on other endpoints: " + context.getDisplayName()
                    + ", because it takes the parts down that it runs on (own-parts)");
            return disabled("it takes the parts down that it runs on, and they are others' here");
        }
    }
}
