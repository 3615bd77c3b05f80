package dev.usher.local.simulator;

import dev.usher.local.gateway.HttpAnswer;

/** One third party. */
@FunctionalInterface
interface Simulator {
    HttpAnswer answer(Question question);
}
