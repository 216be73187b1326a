package io.dmslocal.api.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.dmslocal.api.operation.Answer;
import io.dmslocal.engine.directory.Directory;
import io.dmslocal.engine.directory.Kind;
import io.dmslocal.engine.directory.Names;
import io.dmslocal.engine.model.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.Filter;

/** What a page costs, in names handed over and resources asked, among ten thousand. */
class RosterTest {

    private static final int MANY = 10_000;
    private static final Scope SCOPE = new Scope("000000000000", "us-east-1");

    private static final Roster<Endpoint> ROSTER = new Roster<>(
            Listing.of(
                            Markers.by(Endpoint::endpointIdentifier),
                            Filters.<Endpoint>none()
                                    .exact("endpoint-arn", Endpoint::endpointArn)
                                    .ignoringCase("endpoint-id", Endpoint::endpointIdentifier)
                                    .exact("engine-name", Endpoint::engineName))
                    .refusingNothing("none"),
            "endpoint-arn",
            "endpoint-id");

    /** A directory that counts what it hands over. */
    private static final class Counting implements Names {

        private final TreeMap<String, Directory.Entry> entries = new TreeMap<>();
        private int handedOver;
        private int asked;

        Counting(int count) {
            IntStream.range(0, count)
                    .mapToObj(n -> "endpoint-%05d".formatted(n))
                    .forEach(name -> entries.put(name, new Directory.Entry(name, "arn:" + name, true, Instant.EPOCH)));
        }

        @Override
        public CompletionStage<Directory.Reply> ask(
                Scope scope, Kind kind, Function<ActorRef<Directory.Reply>, Directory.Command> command) {
            throw new AssertionError("asked for all names");
        }

        @Override
        public CompletionStage<List<Directory.Entry>> list(Scope scope, Kind kind, String after, int most) {
            return handOver(
                    entries.tailMap(after, false).values().stream().limit(most).toList());
        }

        @Override
        public CompletionStage<List<Directory.Entry>> find(Scope scope, Kind kind, List<String> wanted) {
            return handOver(entries.values().stream()
                    .filter(entry -> wanted.contains(entry.identifier()) || wanted.contains(entry.arn()))
                    .toList());
        }

        private CompletionStage<List<Directory.Entry>> handOver(List<Directory.Entry> some) {
            handedOver += some.size();
            return CompletableFuture.completedFuture(some);
        }

        DescribeEndpointsResponse page(String marker, Filter... filters) {
            return response(ROSTER.answer(source(arn -> true), List.of(filters), null, marker, Counting::shape));
        }

        /** Only those that end in 0 have something to tell. */
        DescribeEndpointsResponse pageOfSome(String marker) {
            return response(ROSTER.answerOfSome(source(arn -> arn.endsWith("0")), null, marker, Counting::shape));
        }

        private Roster.Source<Endpoint> source(Predicate<String> isTold) {
            return Roster.Source.of(this, SCOPE, Kind.ENDPOINT, arns -> {
                asked += arns.size();
                return CompletableFuture.completedFuture(arns.stream()
                        .filter(isTold)
                        .map(arn -> Endpoint.builder()
                                .endpointArn(arn)
                                .endpointIdentifier(arn.substring(4))
                                .engineName(arn.endsWith("0") ? "mysql" : "postgres")
                                .build())
                        .toList());
            });
        }

        private static DescribeEndpointsResponse shape(Page<Endpoint> page) {
            return DescribeEndpointsResponse.builder()
                    .endpoints(page.items())
                    .marker(page.marker())
                    .build();
        }

        private static DescribeEndpointsResponse response(CompletionStage<Answer> answer) {
            return (DescribeEndpointsResponse)
                    ((Answer.Done) answer.toCompletableFuture().join()).response();
        }
    }

    @Test
    void everyPageOfManyCostsAsMuchAsTheFirst() {
        Counting names = new Counting(MANY);
        List<String> listed = new ArrayList<>();
        String marker = null;
        do {
            names.handedOver = 0;
            names.asked = 0;
            DescribeEndpointsResponse page = names.page(marker);
            page.endpoints().forEach(endpoint -> listed.add(endpoint.endpointIdentifier()));
            marker = page.marker();

            assertEquals(marker == null ? 100 : 101, names.handedOver);
            assertEquals(100, names.asked);
        } while (marker != null);

        assertEquals(List.copyOf(names.entries.keySet()), listed);
    }

    @Test
    void whatOnlyResourcesCanAnswerIsAskedNoFurtherThanThePageIsFull() {
        Counting names = new Counting(MANY);
        Filter oneOfTen = Filter.builder().name("engine-name").values("mysql").build();
        List<String> listed = new ArrayList<>();
        String marker = null;
        do {
            names.asked = 0;
            DescribeEndpointsResponse page = names.page(marker, oneOfTen);
            page.endpoints().forEach(endpoint -> listed.add(endpoint.endpointIdentifier()));
            marker = page.marker();

            assertTrue(names.asked <= 1_500, () -> names.asked + " were asked for a page");
        } while (marker != null);

        assertEquals(
                names.entries.keySet().stream()
                        .filter(name -> name.endsWith("0"))
                        .toList(),
                listed);
    }

    @Test
    void whereSomeHaveNothingToTellPagesAreFullAndNoneBehindThemIsAsked() {
        Counting names = new Counting(MANY);
        List<String> listed = new ArrayList<>();
        String marker = null;
        do {
            names.asked = 0;
            DescribeEndpointsResponse page = names.pageOfSome(marker);
            page.endpoints().forEach(endpoint -> listed.add(endpoint.endpointIdentifier()));
            marker = page.marker();

            assertTrue(names.asked <= 1_500, () -> names.asked + " were asked for a page");
            assertTrue(marker == null || page.endpoints().size() == 100);
        } while (marker != null);

        assertEquals(
                names.entries.keySet().stream()
                        .filter(name -> name.endsWith("0"))
                        .toList(),
                listed);
    }

    @Test
    void behindTheLastMatchThereIsAnEmptyPage() {
        Counting names = new Counting(250);
        Filter some = Filter.builder().name("engine-name").values("mysql").build();
        Filter none = Filter.builder().name("engine-name").values("oracle").build();
        String marker = names.page(null).marker();

        assertEquals(15, names.page(marker, some).endpoints().size());
        assertEquals(List.of(), names.page(names.page(marker).marker(), none).endpoints());
    }

    @Test
    void oneOfManyCostsAsMuchAsOneOfOne() {
        Counting names = new Counting(MANY);
        Filter byName =
                Filter.builder().name("endpoint-id").values("endpoint-07000").build();
        Filter byArn = Filter.builder()
                .name("endpoint-arn")
                .values("arn:endpoint-07000")
                .build();

        for (DescribeEndpointsResponse found : List.of(names.page(null, byName), names.page(null, byArn))) {
            assertEquals("endpoint-07000", found.endpoints().get(0).endpointIdentifier());
            assertEquals(1, found.endpoints().size());
        }
        assertTrue(names.handedOver == 2 && names.asked == 2, () -> names.handedOver + " " + names.asked);
    }
}
