package io.dmslocal.api.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A read-only route of the console.
 *
 * @param template for people: {@code /_dms/tasks/{arn}/why}
 * @param path the same for the machine; a group per name in braces
 * @param answer what stands in the path where the names are, percent escapes undone, and the query
 */
public record ConsoleRoute(
        String template, Pattern path, BiFunction<List<String>, Map<String, String>, CompletionStage<Page>> answer) {

    private static final Pattern NAME = Pattern.compile("\\{\\w+}");

    /** @param document empty: 404, with this sentence */
    public static ConsoleRoute json(
            String template, String missing, Function<List<String>, CompletionStage<Optional<JsonNode>>> document) {
        return of(
                template,
                (values, query) -> document.apply(values)
                        .thenApply(found ->
                                found.map(json -> Page.json(200, json)).orElseGet(() -> Page.error(404, missing))));
    }

    /** What a document of many parts is asked for. */
    @FunctionalInterface
    public interface Parts {

        /**
         * @param from number of the first part, from 1
         * @param limit parts at most
         */
        CompletionStage<Optional<JsonNode>> of(List<String> values, long from, int limit);
    }

    /** A long document, by {@code ?from=N&limit=M}. */
    public static ConsoleRoute parts(String template, String missing, int most, Parts document) {
        return of(template, (values, query) -> {
            Optional<Integer> from = number(query.getOrDefault("from", "1"), Integer.MAX_VALUE);
            Optional<Integer> limit = number(query.getOrDefault("limit", "" + most), most);
            if (from.isEmpty() || limit.isEmpty()) {
                return CompletableFuture.completedFuture(
                        Page.error(400, "from must be a number from 1, and limit one from 1 to " + most + "."));
            }
            return document.of(values, from.get(), limit.get())
                    .thenApply(
                            found -> found.map(json -> Page.json(200, json)).orElseGet(() -> Page.error(404, missing)));
        });
    }

    private static Optional<Integer> number(String text, int most) {
        return text.matches("[1-9][0-9]{0,8}") && Integer.parseInt(text) <= most
                ? Optional.of(Integer.parseInt(text))
                : Optional.empty();
    }

    public static ConsoleRoute text(String template, String contentType, Supplier<String> text) {
        return of(
                template,
                (values, query) -> CompletableFuture.completedFuture(Page.text(200, contentType, text.get())));
    }

    private static ConsoleRoute of(
            String template, BiFunction<List<String>, Map<String, String>, CompletionStage<Page>> answer) {
        StringBuilder regex = new StringBuilder();
        Matcher names = NAME.matcher(template);
        int end = 0;
        while (names.find()) {
            regex.append(Pattern.quote(template.substring(end, names.start()))).append("([^/]+)");
            end = names.end();
        }
        regex.append(Pattern.quote(template.substring(end)));
        return new ConsoleRoute(template, Pattern.compile(regex.toString()), answer);
    }

    boolean serves(String requested) {
        return path.matcher(requested).matches();
    }

    CompletionStage<Page> answer(String requested, Map<String, String> query) {
        Matcher matcher = path.matcher(requested);
        matcher.matches();
        MatchResult found = matcher.toMatchResult();
        List<String> values = IntStream.rangeClosed(1, found.groupCount())
                .mapToObj(group -> decoded(found.group(group)))
                .toList();
        return answer.apply(values, query);
    }

    /** Percent escapes only: a plus is a plus in a path. */
    static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badlyEncoded) {
            return path;
        }
    }
}
