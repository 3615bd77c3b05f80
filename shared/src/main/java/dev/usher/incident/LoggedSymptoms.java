package dev.usher.incident;

import dev.usher.http.Json;
import dev.usher.telemetry.JsonLog;

/** Writes every symptom into the log, where alarms look. */
public final class LoggedSymptoms implements Symptoms {
    private final JsonLog log;

    public LoggedSymptoms(JsonLog log) {
        this.log = log;
    }

    @Override
    public void tell(Symptom symptom) {
        var line = Json.object()
                .put("subject", symptom.subject())
                .put("kind", symptom.kind())
                .put("present", symptom.present())
                .put("detail", symptom.detail())
                .put("since", symptom.at().toString());
        if (symptom.present()) log.warn("symptom", line);
        else log.info("symptom", line);
    }
}
