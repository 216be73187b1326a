package io.dmslocal.engine.entity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.TagReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All statuses times all commands: what each accepts, and where that leads; compared with a text file that people read. When a change is meant, look at
 * the difference and write the file again with {@code -Dgolden.write=true}.
 *
 * @param <C> commands
 * @param <E> events
 * @param <S> states
 */
public final class LifecycleTable<C, E, S> {

    private static final Path FOLDER = Path.of("src/test/resources/lifecycle");

    private final EventSourcedBehaviorTestKit<C, E, S> kit;
    private final Function<S, String> statusOf;
    private final List<S> states = new ArrayList<>();
    private final Map<String, Function<ActorRef<Object>, C>> commands = new LinkedHashMap<>();

    public LifecycleTable(EventSourcedBehaviorTestKit<C, E, S> kit, Function<S, String> statusOf) {
        this.kit = kit;
        this.statusOf = statusOf;
    }

    public LifecycleTable<C, E, S> status(S state) {
        states.add(state);
        return this;
    }

    /** @param command for its reply, {@code replyTo.narrow()} */
    public LifecycleTable<C, E, S> command(String name, Function<ActorRef<Object>, C> command) {
        commands.put(name, command);
        return this;
    }

    /** @param file in {@code src/test/resources/lifecycle} */
    public void compare(String file) {
        String table = table();
        Path path = FOLDER.resolve(file);
        try {
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(FOLDER);
                Files.writeString(path, table);
            }
            assertEquals(Files.readString(path), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String table() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("status"));
        head.addAll(commands.keySet());
        rows.add(head);
        for (S state : states) {
            List<String> row = new ArrayList<>(List.of(statusOf.apply(state)));
            commands.values().forEach(command -> row.add(cell(state, command)));
            rows.add(row);
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                line.append(String.format("%-" + (width + 2) + "s", row.get(column)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    @SuppressWarnings("unchecked") // no events: an empty array of E
    private String cell(S state, Function<ActorRef<Object>, C> command) {
        kit.clear();
        kit.initialize(state);
        Object reply = kit.<Object>runCommand(command::apply).reply();
        Optional<Fault> fault = fault(reply);
        if (fault.isPresent()) {
            return fault.get().code().replaceAll("(Fault|Exception)$", "");
        }
        String before = statusOf.apply(state);
        String after = statusOf.apply(kit.getState());
        return after.equals(before) ? "ok" : "-> " + after;
    }

    /** Those of all entities: their own replies, and what all answer to commands that all know. */
    private static Optional<Fault> fault(Object reply) {
        if (reply instanceof Answer<?> answer) {
            return answer.refusal();
        }
        return reply instanceof TagReply tags ? tags.outcome().fault() : Optional.empty();
    }
}
