package io.dmslocal.engine.run;

import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Target;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.meter.ValidationMeter;
import io.dmslocal.engine.record.Position;
import io.dmslocal.engine.record.TableId;
import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.run.validation.ValidatedRun;
import io.dmslocal.engine.settings.TableMappings;
import io.dmslocal.engine.settings.TaskSettings;
import io.dmslocal.persistence.checkpoint.Checkpoint;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A session as the comparison of its tables sees it. */
record ValidatedSession(Session session) implements ValidatedRun {

    @Override
    public String task() {
        return session.plan().taskName().toUpperCase(Locale.ROOT);
    }

    @Override
    public TaskSettings settings() {
        return session.plan().settings();
    }

    @Override
    public TableMappings mappings() {
        return session.choice().rules();
    }

    @Override
    public Source source() {
        return session.source();
    }

    @Override
    public Target target() {
        return session.target();
    }

    @Override
    public boolean isOneFamily() {
        return session.plan().isOneFamily();
    }

    @Override
    public boolean captures() {
        return session.plan().migrationType().captures();
    }

    @Override
    public boolean followsChanges() {
        return session.capture().isPresent();
    }

    @Override
    public Optional<Position> reached() {
        return session.reached();
    }

    @Override
    public List<TableState> tables() {
        return session.tables();
    }

    @Override
    public TableMapping mapping(TableSchema table) {
        return session.choice().mapping(table);
    }

    @Override
    public RowWorks rowWorks(Clock clock) {
        return session.rowWorks(clock);
    }

    @Override
    public Checkpoint checkpoint() {
        return session.checkpoint().store();
    }

    @Override
    public ValidationMeter meter() {
        return session.meter().validation();
    }

    @Override
    public void say(String sentence) {
        session.log().task(sentence);
    }

    @Override
    public void say(TableId table, String sentence) {
        session.log().validationNews(table, sentence);
    }

    @Override
    public void warn(String sentence) {
        session.log().taskWarning(sentence);
    }

    @Override
    public void warn(TableId table, String sentence) {
        session.log().validationWarning(table, sentence);
    }
}
