package dev.usher.breaker;

import org.jspecify.annotations.Nullable;

/**
 * What an act on a breaker came to.
 *
 * @param nowMs when, by the clock that its times are of
 * @param view as it stands now
 * @param transition null when its phase stayed and nobody told it to be in it
 */
public record Change(
        Machine.Word word, long nowMs, View view, @Nullable Transition transition) {
    /** What came of a step that was made with a machine itself. */
    public static Change of(BreakerId id, Machine before, Machine.Step step, long nowMs, String by) {
        var after = step.machine();
        var transition = step.why().isEmpty()
                ? null
                : Transition.of(id, before.phase(), after, new Transition.Cause(step.why(), by), nowMs);
        return new Change(step.word(), nowMs, after.view(), transition);
    }
}
