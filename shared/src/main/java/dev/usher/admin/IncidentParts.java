package dev.usher.admin;

import dev.usher.incident.IncidentStore;
import dev.usher.incident.Incidents;
import dev.usher.message.DeliveryStore;
import java.time.InstantSource;

/**
 * What the operators' view of incidents works with.
 *
 * @param deliveries tell where alerts went
 */
public record IncidentParts(IncidentStore store, Incidents incidents, DeliveryStore deliveries, InstantSource clock) {}
