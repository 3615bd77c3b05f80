/**
 * Third parties, played over HTTP in their documented wire formats: {@code /simulators/{name}/...}. Start reading at
 * {@link dev.usher.local.simulator.Simulators}.
 */
@NullMarked
package dev.usher.local.simulator;

import org.jspecify.annotations.NullMarked;
