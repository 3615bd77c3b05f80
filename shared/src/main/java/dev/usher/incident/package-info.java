/**
 * Incidents: what is wrong is told once, to whom it concerns, until it is well again.
 *
 * <p>Start with {@link dev.usher.incident.Symptom}, which is all that the rest of Usher says; {@link dev.usher.incident.Situation}
 * decides, {@link dev.usher.incident.Incidents} does.
 */
@NullMarked
package dev.usher.incident;

import org.jspecify.annotations.NullMarked;
