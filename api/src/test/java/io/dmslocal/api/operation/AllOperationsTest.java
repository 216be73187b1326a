package io.dmslocal.api.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.console.OperationsTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllOperationsTest {

    @Test
    void everyOperationOfAwsHasAnAnswer() {
        Operations operations = AllOperations.of(List.of(new CatalogueOperations()::register));

        assertEquals(119, operations.byName().size());
        assertEquals(
                Operations.Tier.REAL,
                operations.byName().get("DescribeEngineVersions").tier());
        assertEquals(
                Operations.Tier.REJECTED,
                operations.byName().get("CreateFleetAdvisorCollector").tier());
    }

    @Test
    void anInventedOperationIsNotRegistered() {
        assertThrows(
                IllegalStateException.class,
                () -> AllOperations.of(List.of(operations -> operations.rejected("DescribeWishes", "nobody has it"))));
    }

    @Test
    void anOperationHasOnePlace() {
        CatalogueOperations catalogue = new CatalogueOperations();

        assertThrows(
                IllegalStateException.class, () -> AllOperations.of(List.of(catalogue::register, catalogue::register)));
    }

    @Test
    void theTableCountsTiersAndHasARowPerOperation() {
        Operations operations = AllOperations.of(List.of(new CatalogueOperations()::register));

        String markdown = new OperationsTable(operations).markdown();

        assertTrue(markdown.startsWith("4 real, 0 recorded, 115 rejected."), markdown);
        assertTrue(markdown.contains("| DescribeEndpointTypes | real |  |\n"), markdown);
        assertEquals(
                119,
                markdown.lines().filter(line -> line.matches("\\| [A-Z].*")).count());
    }

    @Test
    void whatDiffersStandsBesideTheReason() {
        Operations operations = new Operations();
        operations.real("DescribeEndpoints", () -> null, (caller, request) -> null);
        operations.real("TestConnection", () -> null, (caller, request) -> null).differs("connects from here");
        operations
                .recorded("ImportCertificate", "nobody reads it", () -> null, (caller, request) -> null)
                .differs("one")
                .differs("two");
        OperationsTable table = new OperationsTable(operations);

        assertEquals("""
                | operation | tier | otherwise than AWS |
                |---|---|---|
                | ImportCertificate | recorded | nobody reads it; one; two |
                | TestConnection | real | connects from here |
                """, table.differences());
        assertEquals("[\"one\",\"two\"]", table.json().get(1).get("differences").toString());
        assertTrue(table.json().get(0).path("differences").isMissingNode());
    }
}
