package dev.usher.health;

import dev.usher.incident.Symptom;
import dev.usher.incident.Symptoms;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Passes on all symptoms but those of services in maintenance: they are expected to fail. What outlasts the window the patrol tells. */
public final class Muted implements Symptoms {
    private final Symptoms symptoms;
    private final Supplier<Windows> windows;
    private final InstantSource clock;

    /** @param windows asked for when there is something to tell of a service */
    public Muted(Symptoms symptoms, Supplier<Windows> windows, InstantSource clock) {
        this.symptoms = symptoms;
        this.windows = windows;
        this.clock = clock;
    }

    @Override
    public void tell(Symptom symptom) {
        boolean telling = symptom.present() && Windows.isService(symptom.subject());
        if (telling && windows.get().coverSubject(symptom.subject(), clock.instant())) return;
        symptoms.tell(symptom);
    }
}
