package io.dmslocal.api.protocol.shape;

import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Which control characters a text may hold. The model says nothing of them and AWS little ("control characters likewise", of descriptions); assumed:
 * none, but where a text has lines of its own or names what parts a file. A NUL is taken nowhere: no database has a name or password with one.
 */
enum Characters {
    /** Names, passwords, ARNs, filters: one line. */
    LINE(Character::isISOControl),
    /** Documents, scripts, PEM, prose, and attributes written one per line. What JSON allows between its tokens, and all that it allows in them. */
    LINES(character -> character < ' ' && character != '\t' && character != '\n' && character != '\r'),
    /** What parts or stands for the values of a file: Hive's files are parted by U+0001. */
    DELIMITER(character -> character == 0);

    static final Set<String> WITH_LINES = Set.of(
            "AfterConnectScript",
            "CertificatePem",
            "ConversionConfiguration",
            "Definition",
            "Description",
            "ExternalTableDefinition",
            "ExtraConnectionAttributes",
            "Krb5FileContents",
            "PremigrationAssessmentSettings",
            "ReplicationSettings",
            "ReplicationTaskSettings",
            "SelectionRules",
            "SupplementalSettings",
            "TableMappings",
            "TaskData",
            "TransformationRules");

    static final Set<String> DELIMITERS = Set.of(
            "CsvDelimiter", "CsvNoSupValue", "CsvNullValue", "CsvRowDelimiter", "ReplaceChars", "ReplaceInvalidChars");

    private final IntPredicate refused;

    Characters(IntPredicate refused) {
        this.refused = refused;
    }

    /** @param member as AWS spells it, in whatever structure it stands */
    static Characters of(String member) {
        if (WITH_LINES.contains(member)) {
            return LINES;
        }
        return DELIMITERS.contains(member) ? DELIMITER : LINE;
    }

    /** The first character of a text that may not be in it. */
    OptionalInt refusedIn(String text) {
        return text.chars().filter(refused).findFirst();
    }
}
