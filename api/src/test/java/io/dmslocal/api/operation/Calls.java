package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.databasemigration.model.DatabaseMigrationException;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** What tests with AWS's SDK say again and again. */
final class Calls {

    private Calls() {}

    static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** The code of the fault that refuses a call. */
    static String code(Executable call) {
        return assertThrows(DatabaseMigrationException.class, call)
                .awsErrorDetails()
                .errorCode();
    }

    static DatabaseMigrationException refused(String code, Executable call) {
        DatabaseMigrationException refused = assertThrows(DatabaseMigrationException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode(), refused.getMessage());
        return refused;
    }
}
