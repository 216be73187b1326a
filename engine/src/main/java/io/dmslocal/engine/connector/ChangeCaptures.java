package io.dmslocal.engine.connector;

import com.typesafe.config.Config;
import io.dmslocal.engine.connector.spi.ChangeCapture;
import java.util.stream.Stream;

/**
 * By which reader each connector captures changes, where it has the choice.
 *
 * @param postgres PostgreSQL and Aurora PostgreSQL
 * @param mysql MySQL, MariaDB and Aurora MySQL
 */
public record ChangeCaptures(ChangeCapture postgres, ChangeCapture mysql) {

    public static final ChangeCaptures OWN = new ChangeCaptures(ChangeCapture.OWN, ChangeCapture.OWN);

    /** @param config {@code dms-local.engine.change-capture} */
    public static ChangeCaptures from(Config config) {
        return new ChangeCaptures(of(config, "postgres"), of(config, "mysql"));
    }

    private static ChangeCapture of(Config config, String connector) {
        String name = config.getString(connector);
        return Stream.of(ChangeCapture.values())
                .filter(capture -> capture.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("dms-local.engine.change-capture." + connector + " is "
                        + name + "; possible are own and debezium"));
    }
}
