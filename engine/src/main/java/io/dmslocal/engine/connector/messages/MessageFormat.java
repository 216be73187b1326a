package io.dmslocal.engine.connector.messages;

import io.dmslocal.engine.settings.EndpointSettings;
import java.util.Locale;

/**
 * What an endpoint's attributes say about its messages; names and defaults are AWS's (KinesisSettings, KafkaSettings).
 *
 * @param pretty MessageFormat json; else json-unformatted
 * @param nullAndEmpty NULL and empty strings are written
 * @param partitionValue metadata names the partition key's value
 * @param partitionSchemaTable keys made of a primary key begin with schema and table
 * @param transactionDetails metadata names commit, position and the change before
 * @param controlDetails control records have a body
 * @param tableAlterOperations DDL that is captured becomes control records
 * @param hexPrefix bytes begin with 0x
 * @param largeIntegers whole numbers of up to 18 digits are printed digit by digit
 */
public record MessageFormat(
        boolean pretty,
        boolean nullAndEmpty,
        boolean partitionValue,
        boolean partitionSchemaTable,
        boolean transactionDetails,
        boolean controlDetails,
        boolean tableAlterOperations,
        boolean hexPrefix,
        boolean largeIntegers) {

    public static MessageFormat of(EndpointSettings endpoint) {
        String format =
                endpoint.attribute("messageformat").orElse("json").strip().toLowerCase(Locale.ROOT);
        return new MessageFormat(
                !format.replace('_', '-').equals("json-unformatted"),
                endpoint.isOn("includenullandempty", false),
                endpoint.isOn("includepartitionvalue", false),
                endpoint.isOn("partitionincludeschematable", false),
                endpoint.isOn("includetransactiondetails", false),
                endpoint.isOn("includecontroldetails", false),
                endpoint.isOn("includetablealteroperations", false),
                !endpoint.isOn("nohexprefix", false),
                endpoint.isOn("uselargeintegervalue", false));
    }
}
