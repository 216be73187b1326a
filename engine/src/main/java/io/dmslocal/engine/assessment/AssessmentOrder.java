package io.dmslocal.engine.assessment;

import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.KmsKeys;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.settings.PremigrationSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a caller wants of a run: which assessments, and how their report is encrypted. Pure. Source: API_StartReplicationTaskAssessmentRun.
 *
 * @param includeOnly names; empty for all that apply
 * @param exclude names; one of the two lists is empty
 * @param encryption SSE_S3 or SSE_KMS; empty for what the bucket does
 * @param kmsKeyArn empty for S3's own key
 */
public record AssessmentOrder(List<String> includeOnly, List<String> exclude, String encryption, String kmsKeyArn) {

    private static final Set<String> ENCRYPTIONS = Set.of("SSE_S3", "SSE_KMS");

    public AssessmentOrder {
        includeOnly = List.copyOf(includeOnly);
        exclude = List.copyOf(exclude);
    }

    public static AssessmentOrder of(PremigrationSettings settings) {
        return new AssessmentOrder(
                settings.includeOnly(), settings.exclude(), settings.encryption(), settings.kmsKeyArn());
    }

    /** What can be said without knowing which assessments apply. */
    public Optional<Fault> fault() {
        if (!includeOnly.isEmpty() && !exclude.isEmpty()) {
            return Optional.of(
                    Fault.invalidCombination("IncludeOnly and Exclude cannot both be given; use one of them."));
        }
        return Stream.concat(includeOnly.stream(), exclude.stream())
                .filter(key -> Catalogue.of(key).isEmpty())
                .findFirst()
                .map(key -> Fault.invalidValue("There is no individual assessment '" + key
                        + "'. DescribeApplicableIndividualAssessments lists those that apply to the task."))
                .or(this::encryptionFault);
    }

    private Optional<Fault> encryptionFault() {
        String known = encryption.replace('-', '_').toUpperCase(Locale.ROOT);
        if (!encryption.isEmpty() && !ENCRYPTIONS.contains(known)) {
            return Optional.of(Fault.invalidValue(
                    "ResultEncryptionMode '" + encryption + "' is not known; use SSE_S3 or SSE_KMS."));
        }
        if (kmsKeyArn.isEmpty()) {
            return Optional.empty();
        }
        return known.equals("SSE_KMS")
                ? KmsKeys.fault("ResultKmsKeyArn", kmsKeyArn)
                : Optional.of(Fault.invalidCombination("ResultKmsKeyArn needs ResultEncryptionMode SSE_KMS."));
    }

    /** @param applicable in the catalogue's order */
    public Outcome<List<String>> chosen(List<String> applicable) {
        List<String> chosen = includeOnly.isEmpty()
                ? applicable.stream().filter(key -> !exclude.contains(key)).toList()
                : includeOnly.stream().distinct().toList();
        return chosen.isEmpty()
                ? Outcome.refused(
                        Fault.invalidValue("Exclude names every assessment that applies to the task; leave one."))
                : Outcome.done(chosen);
    }
}
