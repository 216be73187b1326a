package io.dmslocal.engine.entity.running;

import java.util.regex.Pattern;

/**
 * What a source keeps for a task that goes, because it could not be told to forget it. A replication slot holds back its server's log until the disk is
 * full.
 *
 * @param sourceArn of the endpoint
 * @param owner ARN of the task or serverless replication
 * @param captureName under which the source keeps it
 * @param place of the database, host, port and name, in which it is; empty when that is not known
 * @param why what hindered, and what somebody can do who does not want to wait
 */
public record Leftover(String sourceArn, String owner, String captureName, String place, String why) {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** Nobody tried yet: it is left by a task that goes now, so its endpoint leads where the task has it. */
    boolean isOfNow() {
        return why.isEmpty();
    }

    /**
     * Whether this is known of another place, or of another hindrance. A number alone makes no other: processes of a server that is not left alone have a new one at
     * each attempt.
     */
    public boolean isNewsAfter(Leftover before) {
        return !place.equals(before.place) || !withoutNumbers(why).equals(withoutNumbers(before.why));
    }

    private static String withoutNumbers(String sentence) {
        return NUMBER.matcher(sentence).replaceAll("#");
    }

    /** The same after another attempt. */
    Leftover at(String known, String hindrance) {
        return new Leftover(sourceArn, owner, captureName, known, hindrance);
    }
}
