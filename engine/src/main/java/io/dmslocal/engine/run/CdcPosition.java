package io.dmslocal.engine.run;

import io.dmslocal.engine.model.Fault;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How AWS writes positions: CdcStartPosition, CdcStopPosition and RecoveryCheckpoint.
 *
 * <p>Source: "Creating tasks for ongoing replication using AWS DMS", AWS DMS user guide. A checkpoint is {@code
 * checkpoint:V1#<n>#<position>#0#0#*#0#<m>}; only the position matters, the counters' meaning is assumed.
 */
public final class CdcPosition {

    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint:V1#\\d+#([^#]+)(#[^#]*)*");
    private static final Pattern LSN = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");
    private static final Pattern BINLOG = Pattern.compile("([^:/]+\\.\\d+:\\d+)(:.*)?");

    private CdcPosition() {}

    /** A CdcStartPosition; {@link IllegalArgumentException} says what is wrong with it. */
    public static CdcStart start(String text) {
        if (text.startsWith("checkpoint:")) {
            Matcher checkpoint = CHECKPOINT.matcher(text);
            if (!checkpoint.matches()) {
                throw new IllegalArgumentException(
                        "CdcStartPosition '" + text + "' is not a checkpoint: checkpoint:V1#<n>#<position>#... is needed");
            }
            return new CdcStart.At(nativeForm(checkpoint.group(1)));
        }
        return time(text).<CdcStart>map(CdcStart.AtTime::new).orElseGet(() -> new CdcStart.At(nativeForm(text)));
    }

    /** A CdcStopPosition; {@link IllegalArgumentException} says what is wrong with it. */
    public static CdcStop stop(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? "" : text.substring(0, colon);
        Optional<Instant> time = time(text.substring(colon + 1).strip());
        if (time.isPresent() && kind.equals("server_time")) {
            return new CdcStop.ServerTime(time.get());
        }
        if (time.isPresent() && kind.equals("commit_time")) {
            return new CdcStop.CommitTime(time.get());
        }
        throw new IllegalArgumentException("CdcStopPosition '" + text
                + "' is not understood: server_time:2018-02-09T12:12:12 or commit_time:2018-02-09T12:12:12 (UTC) is needed");
    }

    /** RecoveryCheckpoint of a task whose changes are applied up to a position. */
    public static String recoveryCheckpoint(String position, long changes) {
        Matcher lsn = LSN.matcher(position);
        String padded = lsn.matches() ? padded(lsn.group(1)) + "/" + padded(lsn.group(2)) : position;
        return "checkpoint:V1#1#" + padded + "#0#0#*#0#" + changes;
    }

    /** CdcStartTime and CdcStartPosition exclude each other. */
    public static Optional<Fault> conflict(boolean timeGiven, boolean positionGiven) {
        return timeGiven && positionGiven
                ? Optional.of(Fault.invalidCombination(
                        "CdcStartTime and CdcStartPosition exclude each other: give one of them"))
                : Optional.empty();
    }

    private static String nativeForm(String text) {
        Matcher lsn = LSN.matcher(text);
        if (lsn.matches()) {
            return hex(lsn.group(1)) + "/" + hex(lsn.group(2));
        }
        Matcher binlog = BINLOG.matcher(text);
        return binlog.matches() ? binlog.group(1) : text;
    }

    private static String hex(String digits) {
        return Long.toHexString(Long.parseLong(digits, 16)).toUpperCase(java.util.Locale.ROOT);
    }

    private static String padded(String digits) {
        return "0".repeat(8 - digits.length()) + digits;
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }
}
