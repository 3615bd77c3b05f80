package dev.usher.dynamo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The part of an update that adds to numbers. Names are given as placeholders, as some of them are words of DynamoDB's own.
 *
 * @param clause begins with {@code ADD}; empty when nothing is added
 */
record Additions(String clause, Map<String, String> names, Map<String, AttributeValue> values) {
    static Additions of(Map<String, Long> numbers) {
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        var terms = new ArrayList<String>();
        numbers.forEach((name, number) -> {
            int i = terms.size();
            names.put("#" + i, name);
            values.put(":" + i, Item.number(number));
            terms.add("#" + i + " :" + i);
        });
        return new Additions(terms.isEmpty() ? "" : "ADD " + String.join(", ", terms), names, values);
    }
}
