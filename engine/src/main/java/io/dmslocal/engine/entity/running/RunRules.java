package io.dmslocal.engine.entity.running;

import io.dmslocal.engine.mapping.ExpressionCheck;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.SettingsDocument;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What must be right in the documents of whatever has runs. Pure. */
public final class RunRules {

    private static final Set<String> TYPES = Set.of("full-load", "cdc", "full-load-and-cdc");

    private RunRules() {}

    /** @param parameter by which callers know the type */
    public static Optional<Fault> type(String parameter, String type) {
        return TYPES.contains(type)
                ? Optional.empty()
                : Optional.of(Fault.invalidValue(
                        parameter + " '" + type + "' is not known; use full-load, cdc or full-load-and-cdc."));
    }

    /** What is wrong with a mapping document that arrives. */
    public static Optional<Fault> mappings(String text) {
        Outcome<TableMappings> parsed = TableMappings.parseNew(text);
        return parsed.fault().or(() -> parsed.value().flatMap(ExpressionCheck::fault));
    }

    /** @param settings completed, or what is wrong with them */
    public static Optional<Fault> documents(String mappings, Outcome<SettingsDocument> settings) {
        return mappings(mappings)
                .or(settings::fault)
                .or(() -> settings.value().flatMap(complete -> conflict(complete, mappings)));
    }

    /** Settings and mappings that exclude each other. */
    public static Optional<Fault> conflict(SettingsDocument settings, String mappings) {
        return TableMappings.parse(mappings)
                .value()
                .flatMap(parsed -> TaskSettings.parse(settings).conflictWith(parsed));
    }

    public static Optional<Fault> bothStarts(Instant time, String position) {
        return time != null && position != null && !position.isBlank()
                ? Optional.of(Fault.invalidCombination(
                        "CdcStartTime and CdcStartPosition cannot both be given; use one of them."))
                : Optional.empty();
    }
}
