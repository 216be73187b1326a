package io.dmslocal.engine.run;

import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.run.RunPlan.MigrationType;
import io.dmslocal.engine.run.RunPlan.Start;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of tables stand on that change while they are followed to PostgreSQL. */
abstract class FollowedFixture extends ServersFixture {

    /** Who tells of changed tables in ways of its own. */
    enum Kind {
        POSTGRES,
        /** Which says nothing but how the rows look that come. */
        POSTGRES_WITHOUT_TRIGGER,
        MARIADB
    }

    private final Kind kind;

    FollowedFixture(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    final void start() throws SQLException {
        from = switch (kind) {
            case POSTGRES -> RealDatabase.postgres("followed_from");
            case POSTGRES_WITHOUT_TRIGGER -> RealDatabase.postgres("followed_untold_from");
            case MARIADB -> RealDatabase.mariaDb();
        };
        to = RealDatabase.postgres("followed_to");
        from.run(
                "create table shop.orders (id int primary key, s varchar(20))",
                "insert into shop.orders values (1, 'one')");
        Map<String, String> attributes =
                kind == Kind.POSTGRES_WITHOUT_TRIGGER ? Map.of("captureddls", "false") : Map.of();
        runs = new Runs(spill)
                .between(new RunPlan.Side(from.connector(), from.database().endpoint(attributes)), to.side());
    }

    final void following(MigrationType type) throws SQLException {
        run = runs.type(type).start(Start.FRESH);
        if (type == MigrationType.CDC) {
            run.expect(RunReport.Began.class);
        } else {
            run.expect(RunReport.LoadFinished.class);
        }
        from.run("insert into shop.orders values (2, 'two')");
        if (type == MigrationType.CDC) {
            arrives("orders", "2|two");
        } else {
            arrives("orders", "1|one", "2|two");
        }
    }

    static TableId table(String name) {
        return Runs.table(name);
    }
}
