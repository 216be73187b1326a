package io.dmslocal.engine.entity.running;

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

    /** The same after another attempt. */
    Leftover at(String known, String hindrance) {
        return new Leftover(sourceArn, owner, captureName, known, hindrance);
    }
}
