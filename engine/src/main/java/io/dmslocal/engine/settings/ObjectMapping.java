package io.dmslocal.engine.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An object-mapping rule: how a stream's messages of one table look. Source: "Using object mapping to migrate data to a Kinesis data stream",
 * AWS DMS user guide.
 *
 * @param form where a row's columns go
 * @param targetTable replaces the table's name in messages and keys
 * @param topic Kafka's topic for this table
 * @param keyType what the partition key is made of; empty for the default of the record
 * @param keyName the attribute of {@link KeyType#ATTRIBUTE_NAME}; else empty
 * @param keyValue the key of {@link KeyType#CONSTANT}; else empty
 * @param excludedColumns columns that are no attributes of their own, matched without regard to case
 * @param attributes made from columns, after them
 */
public record ObjectMapping(
        Form form,
        Optional<String> targetTable,
        Optional<String> topic,
        Optional<KeyType> keyType,
        String keyName,
        String keyValue,
        List<String> excludedColumns,
        List<Attribute> attributes) {

    public ObjectMapping {
        excludedColumns = List.copyOf(excludedColumns);
        attributes = List.copyOf(attributes);
    }

    /** What a table without a rule has. */
    public static final ObjectMapping NONE = new ObjectMapping(
            Form.RECORD, Optional.empty(), Optional.empty(), Optional.empty(), "", "", List.of(), List.of());

    public enum Form {
        /** map-record-to-record: columns are members of {@code data}. */
        RECORD,
        /** map-record-to-document: columns are members of {@code data._doc}. */
        DOCUMENT
    }

    /** partition-key-type of rules and of messages. */
    public enum KeyType {
        PRIMARY_KEY,
        SCHEMA_TABLE,
        TRANSACTION_ID,
        CONSTANT,
        ATTRIBUTE_NAME;

        /** As AWS writes it: {@code primary-key}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Reads {@link #text} back; empty for anything else. */
        public static Optional<KeyType> of(String text) {
            for (KeyType type : values()) {
                if (type.text().equalsIgnoreCase(text.strip())) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }
    }

    public record Attribute(String name, Value value) {}

    /** Of an attribute, or of a member of a document. */
    public sealed interface Value {

        /** Text with <code>${column}</code> in it; names of columns are matched without regard to case. */
        record Text(String template) implements Value {}

        /** A nested JSON object. */
        record Document(List<Attribute> members) implements Value {
            public Document {
                members = List.copyOf(members);
            }
        }
    }
}
