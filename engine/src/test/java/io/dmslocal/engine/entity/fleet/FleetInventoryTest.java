package io.dmslocal.engine.entity.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetInventoryTest {

    @TempDir
    Path folder;

    @Test
    void withoutAFileThereIsNothing() {
        assertEquals(FleetInventory.empty(), FleetInventory.read(Optional.empty()));
    }

    @Test
    void documentsAreReadAsAWSAnswersThem() throws IOException {
        FleetInventory inventory = FleetInventory.read(Optional.of(file("""
                {"Databases": [{"DatabaseId": "a", "SoftwareDetails": {"Engine": "Oracle"}}],
                 "Limitations": [{"DatabaseId": "a", "Name": "Oracle Enterprise Manager"}]}
                """)));

        assertEquals("Oracle", inventory.databases().get(0).softwareDetails().engine());
        assertEquals("Oracle Enterprise Manager", inventory.limitations().get(0).name());
        assertTrue(inventory.hasDatabase("a"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    []                                            | JSON object
                    {"Database": []}                              | unknown are [Database]
                    {"Databases": [{"DatabaseName": "x"}]}        | needs a DatabaseId of its own
                    {"Databases": [{"DatabaseId": "a"}, {"DatabaseId": "a"}]} | needs a DatabaseId of its own
                    {"Databases": [{"DatabaseId": 1}]}            | DatabaseId
                    {                                             | Unexpected end
                    """)
    void aMistakeFailsTheStartAndIsNamed(String text, String hint) throws IOException {
        Path file = file(text);

        String message = assertThrows(IllegalArgumentException.class, () -> FleetInventory.read(Optional.of(file)))
                .getMessage();

        assertTrue(message.contains(file.toString()) && message.contains(hint), message);
    }

    @Test
    void aFileThatIsNotThereFailsTheStart() {
        assertThrows(
                IllegalArgumentException.class, () -> FleetInventory.read(Optional.of(folder.resolve("nowhere.json"))));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("inventory.json"), text);
    }
}
