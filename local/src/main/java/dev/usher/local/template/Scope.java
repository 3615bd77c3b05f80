package dev.usher.local.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What names stand for while a template is resolved.
 *
 * @param parameters the template's parameters and the pseudo parameters ({@code AWS::Region}, ...)
 * @param resources what {@code Ref} and {@code GetAtt} of each resource give, by {@code Id} and {@code Id.Attribute}
 * @param mappings the template's {@code Mappings} section
 * @param conditions the template's {@code Conditions} section, unresolved
 */
record Scope(
        Map<String, String> parameters,
        Map<String, String> resources,
        Map<String, Value> mappings,
        Map<String, Value> conditions) {

    /** What {@code Ref name} stands for, or null when there is no such name. */
    @Nullable
    String reference(String name) {
        var parameter = parameters.get(name);
        return parameter != null ? parameter : resources.get(name);
    }
}
