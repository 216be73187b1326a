package io.dmslocal.engine.assessment;

import io.dmslocal.engine.model.Scope;

/** The bucket that the service has for an account and region: for reports that no caller names a bucket for. */
public final class ManagedBucket {

    private ManagedBucket() {}

    /** {@code dms-<account>-<unique account identifier>}. Source: DescribeReplicationTaskAssessmentResults, BucketName. */
    public static String of(Scope scope) {
        return "dms-" + scope.account() + "-" + scope.uniqueIdentifier();
    }
}
