package dev.usher.breaker;

/**
 * What an environment saw of calls that an ordinary permit let through, since it last reported.
 *
 * @param environment tells environments apart
 * @param generation of the permit of the last call
 * @param good calls, of the last window at most
 * @param bad calls
 * @param run how many of the bad ones came after the last good one
 * @param sinceGoodMs how long ago its last good call ended; -1 when it has seen none
 * @param error of the last bad call; empty when there was none
 */
public record Report(String environment, long generation, int good, int bad, int run, long sinceGoodMs, String error) {}
