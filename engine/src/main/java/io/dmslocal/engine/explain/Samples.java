package io.dmslocal.engine.explain;

import io.dmslocal.engine.connector.spi.RowReader;
import io.dmslocal.engine.connector.spi.Source;
import io.dmslocal.engine.connector.spi.Source.ReadRequest;
import io.dmslocal.engine.explain.Explanation.Note;
import io.dmslocal.engine.explain.Explanation.Sample;
import io.dmslocal.engine.mapping.RowWork;
import io.dmslocal.engine.mapping.RowWorks;
import io.dmslocal.engine.mapping.TableMapping;
import io.dmslocal.engine.record.Row;
import io.dmslocal.engine.record.RowBatch;
import io.dmslocal.engine.settings.TableMappings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A few rows before and after. The reader is closed as soon as they are there, whatever else the table holds. */
final class Samples {

    private static final int BATCH_BYTES = 16 << 10;

    /** For one expression and one row, as in a run. */
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final Source source;
    private final int rows;
    private final TableMappings mappings;

    Samples(Source source, int rows, TableMappings mappings) {
        this.source = source;
        this.rows = rows;
        this.mappings = mappings;
    }

    Sample of(TableMapping mapping) {
        List<List<Optional<String>>> before = new ArrayList<>();
        List<List<Optional<String>>> after = new ArrayList<>();
        List<Note> notes = new ArrayList<>();
        ReadRequest request = new ReadRequest(mapping.source(), mapping.source().columns(), Set.of(), BATCH_BYTES, "");
        try (RowWorks works = new RowWorks(Clock.systemUTC(), DEADLINE, false);
                RowReader reader = source.rows(request.where(mapping.where()))) {
            RowWork work = works.of(mapping);
            Optional<RowBatch> batch = reader.next();
            while (batch.isPresent() && before.size() < rows) {
                reader.rejected().forEach(row -> notes.add(new Note("unreadable-row", row.message())));
                RowBatch.Columns columns = (RowBatch.Columns) batch.get();
                for (int i = 0; i < columns.size() && before.size() < rows; i++) {
                    Row row = columns.row(i);
                    before.add(before(mapping, row));
                    after.add(work.row(row, rejected -> notes.add(new Note("rejected-row", rejected.message())))
                            .map(Samples::values)
                            .orElse(List.of()));
                }
                batch = before.size() < rows ? reader.next() : Optional.empty();
            }
        }
        return new Sample(before, after, notes);
    }

    /** What a mask hides is not shown beside it. */
    private List<Optional<String>> before(TableMapping mapping, Row row) {
        List<Optional<String>> values = values(row);
        for (int i = 0; i < values.size(); i++) {
            if (isMasked(mapping, mapping.source().columns().get(i).name())) {
                values.set(i, Optional.of("(masked)"));
            }
        }
        return values;
    }

    private boolean isMasked(TableMapping mapping, String column) {
        return mappings.transformations().stream()
                .filter(rule -> rule.action().startsWith("data-masking-"))
                .map(TableMappings.Transformation::locator)
                .anyMatch(locator -> locator.matches(
                                mapping.source().table().schema(),
                                mapping.source().table().name())
                        && locator.column().matches(column));
    }

    private static List<Optional<String>> values(Row row) {
        List<Optional<String>> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(ValueText.of(row.value(i)));
        }
        return values;
    }
}
