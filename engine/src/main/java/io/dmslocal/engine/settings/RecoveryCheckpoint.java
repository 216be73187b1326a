package io.dmslocal.engine.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of RecoveryCheckpoint: {@code checkpoint:V1#<n>#<position>#0#0#<open transaction or *>#0#<events>}. Only the position is needed to go on
 * from it; what the numbers around it count is assumed.
 */
public final class RecoveryCheckpoint {

    private static final Pattern FRAME = Pattern.compile("checkpoint:V1#([^#]*)#([^#]+)(#.*)?");
    private static final Pattern LSN = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

    private RecoveryCheckpoint() {}

    /**
     * @param position native text
     * @param events how many changes came before
     */
    public static String text(String position, EngineName source, long events) {
        return "checkpoint:V1#1#" + framed(position, source) + "#0#0#*#0#" + events;
    }

    private static String framed(String position, EngineName source) {
        Matcher lsn = LSN.matcher(position);
        if (source.isPostgresFamily() && lsn.matches()) {
            return "%08X/%08X".formatted(Long.parseLong(lsn.group(1), 16), Long.parseLong(lsn.group(2), 16));
        }
        int colon = position.lastIndexOf(':');
        if (source.isMySqlFamily() && colon > 0) {
            return position + ":-1:" + position.substring(colon + 1) + ":0:" + position;
        }
        return position;
    }

    /** The native position inside a checkpoint. */
    static String position(String checkpoint, EngineName source) {
        Matcher frame = FRAME.matcher(checkpoint);
        if (!frame.matches()) {
            throw unknown(checkpoint, source);
        }
        String position = frame.group(2);
        if (source.isPostgresFamily()) {
            Matcher lsn = LSN.matcher(position);
            if (!lsn.matches()) {
                throw unknown(checkpoint, source);
            }
            return "%X/%X"
                    .formatted(Long.parseLong(lsn.group(1), 16), Long.parseLong(lsn.group(2), 16))
                    .toUpperCase(Locale.ROOT);
        }
        if (source.isMySqlFamily()) {
            // file:offset, then five numbers of the service's own
            String[] parts = position.split(":");
            if (parts.length < 2 || !parts[1].matches("\\d+")) {
                throw unknown(checkpoint, source);
            }
            return parts[0] + ":" + parts[1];
        }
        return position;
    }

    private static Refusal unknown(String checkpoint, EngineName source) {
        return new Refusal(
                "'" + checkpoint + "' is not a checkpoint of a " + source.name()
                        + " source; give the RecoveryCheckpoint of an earlier task, like checkpoint:V1#1#000004AF/B00000D0#0#0#*#0#0.");
    }
}
