package io.dmslocal.engine.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.assessment.ReportStore.Place;
import io.dmslocal.engine.assessment.ReportStore.Unusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

class ReportStoreTest {

    private static final Map<String, String> FILES = Map.of("summary.json", "{}", "a-check.json", "[]");

    private static Place place(String bucket, String folder) {
        return new Place("us-east-1", bucket, folder, "", "");
    }

    @Nested
    class InS3 {

        @Test
        void filesLieInTheirFolderAndABucketThatIsNotThereIsNamed() {
            try (S3Server server = S3Server.start()) {
                ReportStore store = ReportStore.of(Optional.of(server.uri().toString()), Path.of("target"));
                server.createBucket("reports");

                store.check(place("reports", ""));
                store.write(place("reports", "/first/run/"), FILES);
                store.write(place("reports", ""), FILES);

                assertEquals(
                        List.of("a-check.json", "first/run/a-check.json", "first/run/summary.json", "summary.json"),
                        server.keys("reports"));
                assertEquals("[]", server.content("reports", "first/run/a-check.json"));
                Unusable missing = assertThrows(Unusable.class, () -> store.check(place("elsewhere", "")));
                assertEquals(Unusable.Kind.NOT_THERE, missing.kind());
                assertTrue(missing.getMessage().contains("s3://elsewhere"), missing.getMessage());
            }
        }

        @Test
        void theServicesOwnBucketIsMadeWhereItIsMissing() {
            try (S3Server server = S3Server.start()) {
                ReportStore store = ReportStore.of(Optional.of(server.uri().toString()), Path.of("target"));

                store.prepare(place("own", "task"));
                store.prepare(place("own", "task"));
                store.write(place("own", "task"), FILES);

                assertEquals(
                        server.uri() + "/own/task/summary.json",
                        store.uri(place("own", "task"), "summary.json").toString());
                assertEquals("{}", server.content("own", "task/summary.json"));
            }
        }

        @Test
        void inS3ItselfAFileHasTheAddressOfItsBucket() {
            assertEquals(
                    "https://own.s3.us-east-1.amazonaws.com/task/a",
                    ReportStore.of(Optional.of("aws"), Path.of("target"))
                            .uri(place("own", "task"), "a")
                            .toString());
        }

        @Test
        void aServerThatDoesNotAnswerIsNamed() {
            ReportStore store = ReportStore.of(Optional.of("http://127.0.0.1:1"), Path.of("target"));

            Unusable away = assertThrows(Unusable.class, () -> store.check(place("reports", "")));

            assertEquals(Unusable.Kind.UNREACHABLE, away.kind());
            assertTrue(away.getMessage().contains("http://127.0.0.1:1"), away.getMessage());
        }

        @Test
        void whatCannotBeABucketIsSaidToBeNone() {
            ReportStore store = ReportStore.of(Optional.of("http://127.0.0.1:1"), Path.of("target"));

            for (String name : List.of("", " ", "..", "nul\u0000", "a/b")) {
                Unusable none = assertThrows(Unusable.class, () -> store.check(place(name, "")), name);
                assertEquals(Unusable.Kind.DENIED, none.kind(), name);
            }
        }

        @Test
        void encryptionIsAskedFor() {
            PutObjectRequest plain = S3Reports.request(place("b", "f"), "summary.json");
            PutObjectRequest byS3 = S3Reports.request(new Place("us-east-1", "b", "f", "SSE_S3", ""), "summary.json");
            PutObjectRequest byKms =
                    S3Reports.request(new Place("us-east-1", "b", "f", "SSE_KMS", "arn:key"), "summary.json");

            assertEquals(null, plain.serverSideEncryptionAsString());
            assertEquals("AES256", byS3.serverSideEncryptionAsString());
            assertEquals("aws:kms", byKms.serverSideEncryptionAsString());
            assertEquals("arn:key", byKms.ssekmsKeyId());
            assertEquals("f/summary.json", byKms.key());
        }
    }

    @Nested
    class AsFiles {

        @TempDir
        Path folder;

        @Test
        void bucketsAreFolders() throws IOException {
            ReportStore.of(Optional.empty(), folder).write(place("reports", "mine"), FILES);

            assertEquals("{}", Files.readString(folder.resolve("reports/mine/summary.json")));
            assertEquals(
                    folder.resolve("reports/mine/summary.json").toUri(),
                    ReportStore.of(Optional.empty(), folder).uri(place("reports", "mine"), "summary.json"));
        }

        @Test
        void noNameLeadsOut() {
            ReportStore store = ReportStore.of(Optional.empty(), folder.resolve("inner"));

            assertThrows(Unusable.class, () -> store.check(place("..", "")));
            assertThrows(Unusable.class, () -> store.check(place("nul\u0000", "")));
            assertThrows(Unusable.class, () -> store.write(place("reports", "../../../out"), FILES));
            assertFalse(Files.exists(folder.resolve("out")));
        }
    }
}
