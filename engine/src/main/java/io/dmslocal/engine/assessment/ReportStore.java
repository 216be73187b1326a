package io.dmslocal.engine.assessment;

import io.dmslocal.engine.model.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where reports go. Blocking. */
public interface ReportStore {

    /**
     * A place for one report.
     *
     * @param folder ResultLocationFolder; empty for the bucket itself
     * @param encryption SSE_S3, SSE_KMS, or empty for what the bucket does
     * @param kmsKeyArn empty for S3's own key
     */
    record Place(String region, String bucket, String folder, String encryption, String kmsKeyArn) {

        String key(String file) {
            String inner = folder.replaceAll("^/+|/+$", "");
            return inner.isEmpty() ? file : inner + "/" + file;
        }

        @Override
        public String toString() {
            return "s3://" + bucket + "/" + key("");
        }
    }

    /** Why a report cannot be kept at its place. */
    final class Unusable extends RuntimeException {

        /** What AWS calls it. */
        public enum Kind {
            NOT_THERE,
            DENIED,
            /** S3 itself does not answer, or answers something else. */
            UNREACHABLE
        }

        private final Kind kind;

        Unusable(Kind kind, String message, Throwable cause) {
            super(message, cause);
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }

        /** Why whoever asked for this place is refused; empty when it may be there once the report is ready. */
        public Optional<Fault> fault() {
            return switch (kind) {
                case NOT_THERE -> Optional.of(Fault.s3NotFound(getMessage()));
                case DENIED -> Optional.of(Fault.s3AccessDenied(getMessage()));
                case UNREACHABLE -> Optional.empty();
            };
        }
    }

    /** @throws Unusable when nothing can be written there */
    void check(Place place);

    /**
     * Makes the bucket when it is not there and may be made: on a server of one's own, not in S3 itself.
     *
     * @throws Unusable when nothing can be written there
     */
    void prepare(Place place);

    /**
     * Writes over what is there by the same names.
     *
     * @param files contents by name
     * @throws Unusable when they cannot be written
     */
    void write(Place place, Map<String, String> files);

    /**
     * Deletes what is in the place's folder; harmless when there is nothing.
     *
     * @throws Unusable when it cannot be deleted
     */
    void delete(Place place);

    /** Where a file that was written is read. */
    URI uri(Place place, String file);

    /**
     * @param endpoint where S3 answers; {@code aws} for S3 itself; empty for files under {@code folder}
     * @param folder of this node
     */
    static ReportStore of(Optional<String> endpoint, Path folder) {
        return endpoint.<ReportStore>map(
                        text -> new S3Reports(text.equals("aws") ? Optional.empty() : Optional.of(URI.create(text))))
                .orElseGet(() -> new FileReports(folder));
    }
}
