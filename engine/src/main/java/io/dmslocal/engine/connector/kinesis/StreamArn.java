package io.dmslocal.engine.connector.kinesis;

import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.settings.EndpointSettings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a stream lives: {@code arn:aws:kinesis:us-east-1:123456789012:stream/orders}. */
record StreamArn(String text, String region, String account, String name) {

    private static final Pattern FORM =
            Pattern.compile("arn:aws[a-z-]*:kinesis:([a-z0-9-]+):(\\d{12}):stream/([a-zA-Z0-9_.-]{1,128})");

    static StreamArn of(EndpointSettings endpoint) {
        String text = endpoint.attribute("streamarn").orElse("").strip();
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw ConnectorException.fatal(
                    "Endpoint " + endpoint.endpointArn() + " needs KinesisSettings.StreamArn, as in "
                            + "arn:aws:kinesis:us-east-1:123456789012:stream/NAME; it has "
                            + (text.isEmpty() ? "none" : "\"" + text + "\"") + ".");
        }
        return new StreamArn(text, form.group(1), form.group(2), form.group(3));
    }
}
