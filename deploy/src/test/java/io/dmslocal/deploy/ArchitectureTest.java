package io.dmslocal.deploy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.dmslocal.engine.connector.spi.ConnectorLog;
import io.dmslocal.engine.entity.Lifecycle;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.persistence.journal.JournalBackoff;
import io.dmslocal.persistence.serialization.Message;
import io.dmslocal.persistence.serialization.Secret;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house's rules: who may import whom, and what to do instead. */
@AnalyzeClasses(
        packages = "io.dmslocal",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

    /** The engine's tests lend some of theirs to other modules. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String ROOT = "io.dmslocal.";
    private static final String ENGINE = ROOT + "engine.";
    private static final String AWS_MODEL = "software.amazon.awssdk.services.databasemigration..";

    @ArchTest
    static final ArchRule persistenceKnowsNothingAbove = noClasses()
            .that()
            .resideInAPackage(ROOT + "persistence..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "engine..", ROOT + "api..", ROOT + "deploy..")
            .because("persistence keeps bytes and knows nothing of DMS: hand it the function or the value it needs");

    @ArchTest
    static final ArchRule engineKnowsNothingAbove = noClasses()
            .that()
            .resideInAPackage(ROOT + "engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "api..", ROOT + "deploy..")
            .because("rules live in the engine and must not know the wire: let the operation translate");

    @ArchTest
    static final ArchRule apiKnowsNothingAbove = noClasses()
            .that()
            .resideInAPackage(ROOT + "api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "deploy..")
            .because("deploy assembles: it hands the API what it needs");

    @ArchTest
    static final ArchRule recordImportsTheJdkOnly = noClasses()
            .that()
            .resideInAPackage(ENGINE + "record..")
            .should()
            .dependOnClassesThat(not(resideInAnyPackage("java..", ENGINE + "record..")))
            .because(
                    "the words of the data plane are spoken everywhere: put code that needs a library beside its user");

    @ArchTest
    static final ArchRule dataPlaneNeverSeesAwsModelClasses = noClasses()
            .that()
            .resideInAnyPackage(ENGINE + "record..", ENGINE + "mapping..", ENGINE + "connector..", ENGINE + "run..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AWS_MODEL)
            .because("rows do not speak AWS's API: parse documents in settings and pass the small records on");

    @ArchTest
    static final ArchRule lowFloorsKnowNoHigherOnes = noClasses()
            .that()
            .resideInAnyPackage(ENGINE + "model..", ENGINE + "record..", ENGINE + "settings..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ENGINE + "mapping..",
                    ENGINE + "connector..",
                    ENGINE + "assessment..",
                    ENGINE + "explain..",
                    ENGINE + "run..",
                    ENGINE + "directory..",
                    ENGINE + "resource..",
                    ENGINE + "entity..",
                    ENGINE + "event..",
                    ENGINE + "news..",
                    ENGINE + "replay..")
            .because("model, record and settings are the ground floor: move what needs more up to its user");

    @ArchTest
    static final ArchRule middleFloorsKnowNoEntities = noClasses()
            .that()
            .resideInAnyPackage(
                    ENGINE + "mapping..",
                    ENGINE + "connector..",
                    ENGINE + "assessment..",
                    ENGINE + "explain..",
                    ENGINE + "run..",
                    ENGINE + "directory..",
                    ENGINE + "resource..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINE + "entity..", ENGINE + "news..", ENGINE + "replay..")
            .because("entities use runs and directories, never the other way: answer with a message");

    @ArchTest
    static final ArchRule connectorsDoNotKnowEachOther = slices().matching(ENGINE + "connector.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    resideInAnyPackage(ENGINE + "connector.."),
                    resideInAnyPackage(
                            ENGINE + "connector.spi..",
                            ENGINE + "connector.jdbc..",
                            ENGINE + "connector.debezium..",
                            ENGINE + "connector.messages.."))
            .because("a database is one folder: what two of them share stands in jdbc, debezium or messages");

    @ArchTest
    static final ArchRule connectorsKnowNoAkka = noClasses()
            .that()
            .resideInAPackage(ENGINE + "connector..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("akka..")
            .because("connectors are plain blocking Java: run.stream.ConnectorStreams alone makes streams of them");

    @ArchTest
    static final ArchRule connectorsSpeakToTheirTask = noClasses()
            .that()
            .resideInAPackage(ENGINE + "connector..")
            .and()
            .doNotBelongToAnyOf(ConnectorLog.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.slf4j..")
            .because("what a connector says belongs into its task's log: say it to the ConnectorLog it was given");

    @ArchTest
    static final ArchRule assessmentsKnowNoAkka = noClasses()
            .that()
            .resideInAPackage(ENGINE + "assessment..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka..", AWS_MODEL)
            .because("assessments are questions, blocking and plain: their run has its life in entity.assessment");

    @ArchTest
    static final ArchRule explanationsKnowNoAkka = noClasses()
            .that()
            .resideInAPackage(ENGINE + "explain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka..", AWS_MODEL, ENGINE + "run..")
            .because("an explanation asks who decides at run time, and runs nothing: what both need stands in mapping");

    @ArchTest
    static final ArchRule runKnowsTheSpiOnly = noClasses()
            .that()
            .resideInAPackage(ENGINE + "run..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage(ENGINE + "connector..").and(not(resideInAPackage(ENGINE + "connector.spi.."))))
            .because("a run must work with every connector: what it needs to know belongs into the SPI");

    @ArchTest
    static final ArchRule roomsOfARunDoNotKnowIt = noClasses()
            .that()
            .resideInAPackage(ENGINE + "run.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ENGINE + "run")
            .because("the run uses its rooms and hands in what they need, as to validation in ValidatedRun:"
                    + " what knows a Session or a TableState stands in run itself");

    @ArchTest
    static final ArchRule roomsOfARunDependOneWay = slices().matching(ENGINE + "run.(*)..")
            .should()
            .beFreeOfCycles()
            .because("what two rooms need of each other belongs into the lower one, or to the run that uses both");

    @ArchTest
    static final ArchRule lowRoomsOfARunKnowNoOther = noClasses()
            .that()
            .resideInAnyPackage(
                    ENGINE + "run.cache..",
                    ENGINE + "run.definition..",
                    ENGINE + "run.failure..",
                    ENGINE + "run.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ENGINE + "run.checkpoint..",
                    ENGINE + "run.log..",
                    ENGINE + "run.reason..",
                    ENGINE + "run.statistics..",
                    ENGINE + "run.validation..")
            .because("they are told what to keep, to judge or to move: whoever calls them logs, counts and saves");

    @ArchTest
    static final ArchRule onlyStreamsAndActorsOfARunKnowAkka = noClasses()
            .that()
            .resideInAnyPackage(
                    ENGINE + "run.cache..",
                    ENGINE + "run.checkpoint..",
                    ENGINE + "run.definition..",
                    ENGINE + "run.failure..",
                    ENGINE + "run.log..",
                    ENGINE + "run.reason..",
                    ENGINE + "run.statistics..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("akka..")
            .because("they are called by any thread: what needs an actor or a stream stands in run or run.stream");

    @ArchTest
    static final ArchRule linesKnowNoOtherRoom = noClasses()
            .that()
            .resideInAPackage(ENGINE + "run.log..")
            .should()
            .dependOnClassesThat(resideInAPackage(ENGINE + "run..").and(not(resideInAPackage(ENGINE + "run.log.."))))
            .because("whoever speaks says what of: add it to LoadedTable or to the sentence's parameters");

    @ArchTest
    static final ArchRule timeTravelKnowsNoRun = noClasses()
            .that()
            .resideInAPackage(ENGINE + "travel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "akka..",
                    "software.amazon..",
                    ENGINE + "run..",
                    ENGINE + "mapping..",
                    ENGINE + "connector..",
                    ENGINE + "entity..")
            .because("run.TimeTravel stands between the objects and a run: hand in what they need");

    @ArchTest
    static final ArchRule callsToAwsKnowNoRun = noClasses()
            .that()
            .resideInAPackage(ENGINE + "aws..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka..", AWS_MODEL, ENGINE + "run..", ENGINE + "connector..", ENGINE + "entity..")
            .because("they ask one thing of one service: whoever wants the answer calls them");

    @ArchTest
    static final ArchRule resourceTypesKnowNoAkka = noClasses()
            .that()
            .resideInAPackage(ENGINE + "resource.type..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("akka..")
            .because("a resource type is pure: what needs a timer or a child graduates to entity");

    @ArchTest
    static final ArchRule whoWritesAJournalSurvivesItsFailure = classes()
            .that()
            .areAssignableTo(EventSourcedBehavior.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(JournalBackoff.class)
            .orShould()
            .beAssignableTo(Lifecycle.class) // which has it
            .because("one failed write must not end an entity: give JournalBackoff.strategy() to the superclass");

    @ArchTest
    static void passwordsCrossNodesOnlySealed(JavaClasses classes) {
        List<String> open = classes.stream()
                .filter(each -> each.isAssignableTo(Message.class))
                .map(JavaClass::reflect)
                .flatMap(each -> openSettings(each, each.getName(), new HashSet<>()))
                .toList();

        assertEquals(
                List.of(),
                open,
                "an endpoint's settings hold its password: mark the component @Secret, or let no Message");
    }

    /** Paths from a record to endpoint settings that no @Secret seals. */
    private static Stream<String> openSettings(Class<?> type, String path, Set<Class<?>> seen) {
        if (type.equals(EndpointSettings.class)) {
            return Stream.of(path);
        }
        if (!type.getName().startsWith(ROOT) || !seen.add(type)) {
            return Stream.empty();
        }
        Stream<String> kinds = type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(kind -> openSettings(kind, path, seen))
                : Stream.empty();
        Stream<String> components = type.isRecord()
                ? Stream.of(type.getRecordComponents())
                        .filter(component -> !component.isAnnotationPresent(Secret.class))
                        .flatMap(component -> typesIn(component.getGenericType())
                                .flatMap(used -> openSettings(used, path + "." + component.getName(), seen)))
                : Stream.empty();
        return Stream.concat(kinds, components);
    }

    private static Stream<Class<?>> typesIn(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Stream.concat(
                    typesIn(generic.getRawType()),
                    Stream.of(generic.getActualTypeArguments()).flatMap(ArchitectureTest::typesIn));
        }
        return type instanceof Class<?> plain ? Stream.of(plain) : Stream.empty();
    }

    @ArchTest
    static final ArchRule entitiesDoNotKnowEachOther = slices().matching(ENGINE + "entity.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAnyPackage(ENGINE + "entity.."), resideInAPackage(ENGINE + "entity.running.."))
            .because("entities meet by ARN and message; what the runs of two of them share stands in running");

    @ArchTest
    static final ArchRule onlyDeployReadsTheEnvironment = noClasses()
            .that(not(resideInAPackage(ROOT + "deploy..")))
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .because("settings come in through configuration: read the variable in deploy");

    @ArchTest
    static final ArchRule noJunkRooms = noClasses()
            .should()
            .resideInAnyPackage(
                    "io.dmslocal..util..", "io.dmslocal..common..", "io.dmslocal..helper..", "io.dmslocal..manager..")
            .because("a function lives beside the words it serves");

    @Test
    void everyPackageSaysWhatLivesThere() throws IOException {
        try (Stream<Path> folders = Stream.of("persistence", "engine", "api", "deploy")
                .map(module -> Path.of("..", module, "src", "main", "java"))
                .filter(Files::isDirectory)
                .flatMap(ArchitectureTest::foldersWithCode)) {
            List<String> silent = folders.filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .map(Path::toString)
                    .toList();
            assertEquals(List.of(), silent, "packages without a package-info.java");
        }
    }

    private static Stream<Path> foldersWithCode(Path root) {
        try {
            return Files.walk(root).filter(Files::isDirectory).filter(ArchitectureTest::hasCode);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean hasCode(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
