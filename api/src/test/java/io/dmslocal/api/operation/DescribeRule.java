package io.dmslocal.api.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Describe call takes beside its shape: a line of {@code describe-operations.csv}.
 *
 * @param least of MaxRecords
 * @param most of MaxRecords
 * @param nothing {@code fault} when filters that match nothing are refused, {@code empty} when they give an empty list
 * @param filters names of its filters
 */
record DescribeRule(String operation, int least, int most, String nothing, List<String> filters) {

    private static final Map<String, DescribeRule> ALL = read();

    /** By the operation's name. */
    static Map<String, DescribeRule> all() {
        return ALL;
    }

    private static Map<String, DescribeRule> read() {
        try (InputStream file = DescribeRule.class.getResourceAsStream("describe-operations.csv")) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(DescribeRule::parse)
                    .collect(Collectors.toMap(DescribeRule::operation, Function.identity()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static DescribeRule parse(String line) {
        String[] cells = line.split(",", -1);
        List<String> filters =
                Stream.of(cells[4].split(" ")).filter(name -> !name.isEmpty()).toList();
        return new DescribeRule(cells[0], Integer.parseInt(cells[1]), Integer.parseInt(cells[2]), cells[3], filters);
    }
}
