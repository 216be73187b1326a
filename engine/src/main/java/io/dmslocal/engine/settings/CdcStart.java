package io.dmslocal.engine.settings;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a task begins to read changes: what CdcStartTime and CdcStartPosition say. The native text inside is the connector's to read.
 *
 * <p>Source: "Performing replication starting from a CDC start point", AWS DMS user guide.
 */
public sealed interface CdcStart {

    /** From the moment when the task starts. */
    record Now() implements CdcStart {}

    /** From the first transaction at or after a time. */
    record AtTime(Instant time) implements CdcStart {}

    /**
     * From a place in the source's log.
     *
     * @param position native text: {@code 4AF/B00000D0}, {@code mysql-bin-changelog.000024:373}
     * @param isCheckpoint whether it came in the checkpoint form, from an earlier task
     */
    record AtPosition(String position, boolean isCheckpoint) implements CdcStart {}

    /** What a native position looks like, by the first settings member of the engine. */
    Map<String, Form> FORMS = Map.of(
            "MySQLSettings", new Form("[^:#/\\s]+\\.\\d+:\\d+", "mysql-bin-changelog.000024:373"),
            "GcpMySQLSettings", new Form("[^:#/\\s]+\\.\\d+:\\d+", "mysql-bin-changelog.000024:373"),
            "PostgreSQLSettings", new Form("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}", "4AF/B00000D0"),
            "MicrosoftSQLServerSettings",
                    new Form("[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8}:[0-9A-Fa-f]{4}", "00000014:00000061:0001"),
            "OracleSettings", new Form("\\d+", "3361234"));

    record Form(Pattern pattern, String example) {
        Form(String regex, String example) {
            this(Pattern.compile(regex), example);
        }
    }

    /**
     * @param time CdcStartTime
     * @param position CdcStartPosition, empty when not given
     * @param source the source endpoint's engine
     * @param slotName the endpoint's attribute, empty when not given
     */
    static Outcome<CdcStart> parse(Optional<Instant> time, String position, EngineName source, String slotName) {
        if (time.isPresent() && !position.isBlank()) {
            return Outcome.refused(Fault.invalidCombination(
                    "CdcStartTime and CdcStartPosition cannot both be given; use one of them."));
        }
        if (time.isPresent()) {
            return Refusal.outcome(() -> at(time.get(), "CdcStartTime", source));
        }
        return position.isBlank()
                ? Outcome.done(new Now())
                : Refusal.outcome(() -> position(position.strip(), source, slotName));
    }

    private static CdcStart position(String text, EngineName source, String slotName) {
        if (text.startsWith("checkpoint:")) {
            return new AtPosition(RecoveryCheckpoint.position(text, source), true);
        }
        if (text.matches("\\d{4}-\\d{2}-\\d{2}[T ].*")) {
            return at(time(text), "CdcStartPosition", source);
        }
        Form form = FORMS.get(source.settings().get(0));
        if (form != null && !form.pattern().matcher(text).matches()) {
            throw new Refusal("CdcStartPosition '" + text + "' is not a position of " + source.name()
                    + "; give one like " + form.example()
                    + ", a time like 2018-03-08T12:12:12, or a checkpoint:V1#... of an"
                    + " earlier task.");
        }
        // AWS: a native PostgreSQL position is only of use with a slot that has kept the log since.
        if (source.isPostgresFamily() && slotName.isEmpty()) {
            throw new Refusal("CdcStartPosition '" + text
                    + "' needs a replication slot that exists already; name it as slotName in the source endpoint's"
                    + " settings.");
        }
        return new AtPosition(source.isPostgresFamily() ? text.toUpperCase(Locale.ROOT) : text, false);
    }

    /** PostgreSQL's log has no index by time. Source: "Using PostgreSQL as a source", AWS DMS user guide. */
    private static CdcStart at(Instant time, String member, EngineName source) {
        if (source.isPostgresFamily()) {
            throw new Refusal(member + " " + time + " is a time, and " + source.name()
                    + " cannot start at one; give a CdcStartPosition like 4AF/B00000D0, with the source endpoint's slotName,"
                    + " or none to start now.");
        }
        return new AtTime(time);
    }

    /** A date and time in UTC, with or without a fraction or Z. */
    static Instant time(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            return LocalDateTime.parse(iso.endsWith("Z") ? iso.substring(0, iso.length() - 1) : iso)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new Refusal("'" + text + "' is not a time; give one like 2018-03-08T12:12:12 in UTC.");
        }
    }
}
