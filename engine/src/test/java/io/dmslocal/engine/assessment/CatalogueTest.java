package io.dmslocal.engine.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.mysql.MySqlConnector;
import io.dmslocal.engine.connector.postgres.PostgresConnector;
import io.dmslocal.engine.settings.EngineName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void keysAreUniqueAndEachHasASentence() {
        List<String> keys = Catalogue.all().stream().map(Catalogue.Entry::key).toList();

        assertEquals(keys.size(), Set.copyOf(keys).size());
        assertTrue(keys.size() > 200, "keys: " + keys.size());
        Catalogue.all().forEach(entry -> assertTrue(entry.sentence().endsWith("."), entry::toString));
    }

    @Test
    void everyPairOfEnginesHasSome() {
        for (EngineName source : EngineName.all()) {
            for (EngineName target : EngineName.all()) {
                if (source.isSource() && target.isTarget()) {
                    assertFalse(keys(source.name(), target.name(), "cdc").isEmpty());
                }
            }
        }
    }

    @Test
    void conditionsDecide() {
        assertTrue(keys("postgres", "mysql", "cdc").contains("postgres-check-wallevel"));
        assertFalse(keys("postgres", "mysql", "full-load").contains("postgres-check-wallevel"));
        assertFalse(keys("mysql", "mysql", "cdc").contains("mysql-check-target-localinfile-set"));
        assertTrue(keys("mysql", "mysql", "full-load").contains("mysql-check-target-localinfile-set"));
    }

    @Test
    void keysAboutTheTargetFollowTheTarget() {
        Set<String> toPostgres = keys("mysql", "postgres", "full-load-and-cdc");

        assertTrue(toPostgres.contains("postgres-check-target-privileges"));
        assertTrue(toPostgres.contains("mysql-check-binlog-format"));
        assertFalse(toPostgres.contains("mysql-check-target-privileges"));
        assertTrue(keys("mariadb", "opensearch", "full-load")
                .contains("unsupported-source-pk-type-for-elasticsearch-target"));
        assertTrue(keys("postgres", "mariadb", "cdc").contains("all-check-for-batch-apply-to-mysql"));
    }

    /** Of the engines that this version reaches, nothing is left out unnoticed. */
    @Test
    void whatNobodyAnswersIsKnown() {
        Set<String> answered = Stream.of(new PostgresConnector(), new MySqlConnector())
                .flatMap(connector -> connector.assessments().keySet().stream())
                .collect(Collectors.toSet());
        List<String> open = new ArrayList<>();
        for (Catalogue.Entry entry : Catalogue.all()) {
            boolean reached =
                    Set.of("all", "postgres", "mysql", "mariadb", "opensearch").contains(entry.family());
            if (reached && GeneralAssessments.of(entry) == null && !answered.contains(entry.key())) {
                open.add(entry.key());
            }
        }

        assertEquals(List.of("all-check-for-batch-apply-to-mysql"), open);
    }

    @Test
    void noConnectorAnswersWhatIsNoKey() {
        Set<String> names = new TreeSet<>();
        for (String engine : List.of("postgres", "mysql")) {
            names.addAll(Connectors.all(Optional.empty())
                    .of(engine)
                    .orElseThrow()
                    .assessments()
                    .keySet());
        }
        // The two engines of one connector have the same questions; some have a key for one of them only.
        names.removeIf(name -> name.startsWith("mariadb-")
                && Catalogue.of(name).isEmpty()
                && Catalogue.of(name.replace("mariadb-", "mysql-")).isPresent());
        names.removeIf(name -> name.startsWith("mysql-")
                && Catalogue.of(name).isEmpty()
                && Catalogue.of(name.replace("mysql-", "mariadb-")).isPresent());
        names.removeIf(name -> Catalogue.of(name).isPresent());

        assertEquals(Set.of(), names);
    }

    private static Set<String> keys(String source, String target, String type) {
        return Catalogue.applicable(source, target, type).stream()
                .map(Catalogue.Entry::key)
                .collect(Collectors.toSet());
    }
}
