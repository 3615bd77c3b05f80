package dev.usher.signal;

import dev.usher.http.Body;
import dev.usher.http.Headers;

/**
 * What a third party answered.
 *
 * @param body looked into only where a dialect says so; may be cut
 */
public record Answer(int status, Headers headers, Body body) {}
