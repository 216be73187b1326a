package io.dmslocal.engine.connector.messages;

import io.dmslocal.engine.record.TableSchema;
import io.dmslocal.engine.settings.ObjectMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Attributes that an object-mapping rule makes out of a table's columns. A column that the table does not have is empty text (assumed). */
final class Attributes {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

    /** A piece of a template: words, or a column's value. */
    private record Piece(String words, int column) {}

    private sealed interface Node {
        record Text(List<Piece> pieces) implements Node {}

        record Document(List<Named> members) implements Node {}
    }

    private record Named(String name, byte[] member, Node node) {}

    private final Map<String, Integer> columns = new HashMap<>();
    private final List<Named> attributes;
    private final MessageFormat format;
    private final Values values;

    Attributes(TableSchema schema, ObjectMapping mapping, MessageFormat format, Values values) {
        for (int i = 0; i < schema.columns().size(); i++) {
            columns.put(schema.columns().get(i).name().toLowerCase(Locale.ROOT), i);
        }
        this.attributes = compile(mapping.attributes());
        this.format = format;
        this.values = values;
    }

    void print(JsonBuffer out, Cells cells) {
        print(out, attributes, cells);
    }

    /** The text of a top-level attribute, or of a column where no attribute has that name. */
    Optional<String> text(String name, Cells cells) {
        for (Named attribute : attributes) {
            if (attribute.name().equals(name) && attribute.node() instanceof Node.Text text) {
                return Optional.of(fill(text, cells));
            }
        }
        return Optional.ofNullable(columns.get(name.toLowerCase(Locale.ROOT)))
                .map(column -> cells.text(values, column));
    }

    private void print(JsonBuffer out, List<Named> members, Cells cells) {
        for (Named member : members) {
            if (member.node() instanceof Node.Text text) {
                String filled = fill(text, cells);
                if (!filled.isEmpty() || format.nullAndEmpty()) {
                    out.member(member.member(), filled);
                }
            } else if (member.node() instanceof Node.Document document) {
                out.member(member.member());
                out.open();
                print(out, document.members(), cells);
                out.close();
            }
        }
    }

    private String fill(Node.Text text, Cells cells) {
        StringBuilder filled = new StringBuilder();
        for (Piece piece : text.pieces()) {
            filled.append(piece.column() < 0 ? piece.words() : cells.text(values, piece.column()));
        }
        return filled.toString();
    }

    private List<Named> compile(List<ObjectMapping.Attribute> source) {
        return source.stream()
                .map(a -> new Named(a.name(), JsonBuffer.name(a.name()), compile(a.value())))
                .toList();
    }

    private Node compile(ObjectMapping.Value value) {
        if (value instanceof ObjectMapping.Value.Document document) {
            return new Node.Document(compile(document.members()));
        }
        String template = ((ObjectMapping.Value.Text) value).template();
        List<Piece> pieces = new ArrayList<>();
        Matcher reference = REFERENCE.matcher(template);
        int from = 0;
        while (reference.find()) {
            pieces.add(new Piece(template.substring(from, reference.start()), -1));
            Integer column = columns.get(reference.group(1).strip().toLowerCase(Locale.ROOT));
            if (column != null) {
                pieces.add(new Piece("", column));
            }
            from = reference.end();
        }
        pieces.add(new Piece(template.substring(from), -1));
        return new Node.Text(List.copyOf(pieces));
    }
}
