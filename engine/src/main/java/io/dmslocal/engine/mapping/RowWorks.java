package io.dmslocal.engine.mapping;

import io.dmslocal.engine.mapping.Filling.Origin.Before;
import io.dmslocal.engine.mapping.Filling.Origin.Computed;
import io.dmslocal.engine.mapping.Filling.Origin.Copied;
import io.dmslocal.engine.mapping.RowWork.Image;
import io.dmslocal.engine.mapping.RowWork.Maker;
import io.dmslocal.engine.mapping.expression.Calculator;
import io.dmslocal.engine.mapping.expression.Expression;
import io.dmslocal.engine.record.Column;
import io.dmslocal.engine.record.Row;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/** Makes the {@link RowWork} of one thread's tables; they share one {@link Calculator}, opened when the first expression comes. */
public final class RowWorks implements AutoCloseable {

    private final Duration deadline;
    private final Headers headers;
    private final boolean passesUnmasked;
    private final BiFunction<Column, Object, Object> words;
    private Optional<Calculator> calculator = Optional.empty();

    /**
     * @param deadline how long an expression may take for one row
     * @param passesUnmasked whether a value that cannot be masked goes on as it is, besides being told: LOG_ERROR of DataMaskingErrorPolicy
     */
    public RowWorks(Clock clock, Duration deadline, boolean passesUnmasked) {
        this(clock, deadline, passesUnmasked, (column, value) -> value);
    }

    /** @param words of a value in the source's own form, for the keys of rows that cannot be worked */
    public RowWorks(Clock clock, Duration deadline, boolean passesUnmasked, BiFunction<Column, Object, Object> words) {
        this.words = words;
        this.passesUnmasked = passesUnmasked;
        this.headers = new Headers(clock);
        this.deadline = deadline;
    }

    /** Empty when a load of the table needs no work. */
    public Optional<RowWork> ofLoad(TableMapping mapping) {
        return mapping.isPlain() ? Optional.empty() : Optional.of(of(mapping));
    }

    /** Empty when changes of the table need no work. */
    public Optional<RowWork> ofChanges(TableMapping mapping) {
        return mapping.isPlainForChanges() ? Optional.empty() : Optional.of(of(mapping));
    }

    /** Also for a table that needs none. */
    public RowWork of(TableMapping mapping) {
        Maker[] makers = new Maker[mapping.fillings().size()];
        for (int i = 0; i < makers.length; i++) {
            Filling filling = mapping.fillings().get(i);
            makers[i] = stepped(first(mapping, filling.origin()), filling.steps());
        }
        return new RowWork(
                mapping,
                makers,
                headers,
                operation -> calculator.ifPresent(opened -> opened.operation(operation)),
                passesUnmasked,
                words);
    }

    private static Maker stepped(Maker first, List<Step> steps) {
        if (steps.isEmpty()) {
            return first;
        }
        Step[] rest = steps.toArray(Step[]::new);
        return image -> {
            Object value = first.of(image);
            for (Step step : rest) {
                if (value == null || value == Row.ABSENT) {
                    return value;
                }
                value = step.of(value);
            }
            return value;
        };
    }

    private Maker first(TableMapping mapping, Filling.Origin origin) {
        if (origin instanceof Computed computed) {
            return computed(mapping, computed.expression());
        }
        int place = origin instanceof Copied copied ? copied.source() : ((Before) origin).source();
        return image -> image.value(place);
    }

    private Maker computed(TableMapping mapping, Expression expression) {
        List<Input> inputs =
                expression.names().stream().map(name -> input(mapping, name)).toList();
        if (expression.isName()) {
            return inputs.get(0)::of;
        }
        Calculator.Prepared prepared = prepared(expression);
        Object[] values = new Object[inputs.size()];
        return image -> {
            for (int i = 0; i < values.length; i++) {
                Object value = inputs.get(i).of(image);
                if (value == Row.ABSENT) {
                    return value;
                }
                values[i] = inputs.get(i).bound(value);
            }
            try {
                return prepared.value(values);
            } catch (Calculator.Failed e) {
                throw Unworkable.data(e.getMessage());
            }
        };
    }

    private Calculator.Prepared prepared(Expression expression) {
        if (calculator.isEmpty()) {
            calculator = Optional.of(new Calculator(deadline));
        }
        try {
            return calculator.get().prepare(expression);
        } catch (Calculator.Failed e) {
            throw new IllegalStateException("Nobody asked for the mapping's problems first: " + e.getMessage(), e);
        }
    }

    /** A name of an expression. */
    private interface Input {

        /** Its value in the form of a {@link Row}. */
        Object of(Image image) throws Unworkable;

        /** That value in the form in which SQLite takes it. */
        default Object bound(Object value) {
            return value;
        }
    }

    private Input input(TableMapping mapping, String name) {
        if (Headers.has(name)) {
            var header = Headers.of(name);
            return image -> header.apply(headers);
        }
        Optional<String> fact = Metadata.ofTable(mapping.source().table(), name);
        if (fact.isPresent()) {
            return image -> fact.get();
        }
        OptionalInt place = mapping.source().indexOf(name);
        Column column = mapping.source().columns().get(place.orElseThrow());
        Optional<CharacterSubstitution> substitution =
                mapping.rules().substitution().filter(s -> CharacterSubstitution.concerns(column.type()));
        return new Input() {
            @Override
            public Object of(Image image) {
                Object value = image.value(place.getAsInt());
                return value instanceof String && substitution.isPresent()
                        ? substitution.get().of(value)
                        : value;
            }

            @Override
            public Object bound(Object value) {
                return SqliteForm.of(value, column.type());
            }
        };
    }

    @Override
    public void close() {
        calculator.ifPresent(Calculator::close);
        calculator = Optional.empty();
    }
}
