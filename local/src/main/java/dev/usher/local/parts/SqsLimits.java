package dev.usher.local.parts;

import org.elasticmq.Limit;
import org.elasticmq.LimitedValue;
import org.elasticmq.Limits;
import org.elasticmq.RangeLimit;
import org.elasticmq.StrictSQSLimits$;
import scala.collection.immutable.List;
import scala.math.BigDecimal;

/**
 * ElasticMQ's strict limits of SQS, with the ranges of valid characters in another order: it looks each character of each message up
 * in one after another, and most are in its fourth.
 */
final class SqsLimits implements Limits {
    private static final Limits STRICT = StrictSQSLimits$.MODULE$;

    private final Limit<List<RangeLimit<Object>>> characters;

    SqsLimits() {
        if (!(STRICT.bodyValidCharactersLimit() instanceof LimitedValue<List<RangeLimit<Object>>> valid))
            throw new IllegalStateException("ElasticMQ's strict limits let any character through");
        var ranges = valid.value().partition(range -> range.isBetween((int) ' '));
        this.characters = new LimitedValue<>(ranges._1().appendedAll(ranges._2()));
    }

    @Override
    public Limit<List<RangeLimit<Object>>> bodyValidCharactersLimit() {
        return characters;
    }

    @Override
    public Limit<Object> queueNameLengthLimit() {
        return STRICT.queueNameLengthLimit();
    }

    @Override
    public Limit<Object> batchSizeLimit() {
        return STRICT.batchSizeLimit();
    }

    @Override
    public Limit<RangeLimit<Object>> numberOfMessagesLimit() {
        return STRICT.numberOfMessagesLimit();
    }

    @Override
    public Limit<Object> nonEmptyAttributesLimit() {
        return STRICT.nonEmptyAttributesLimit();
    }

    @Override
    public Limit<RangeLimit<BigDecimal>> numberAttributeValueLimit() {
        return STRICT.numberAttributeValueLimit();
    }

    @Override
    public Limit<RangeLimit<Object>> messageWaitTimeLimit() {
        return STRICT.messageWaitTimeLimit();
    }

    @Override
    public Limit<Object> maxMessageLength() {
        return STRICT.maxMessageLength();
    }

    @Override
    public Limit<Object> messageAttributesLimit() {
        return STRICT.messageAttributesLimit();
    }
}
