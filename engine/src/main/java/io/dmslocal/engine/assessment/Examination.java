package io.dmslocal.engine.assessment;

import io.dmslocal.engine.connector.Connectors;
import io.dmslocal.engine.connector.spi.Assessment;
import io.dmslocal.engine.connector.spi.Assessment.Verdict;
import io.dmslocal.engine.connector.spi.Connector;
import io.dmslocal.engine.connector.spi.ConnectorException;
import io.dmslocal.engine.settings.AssessmentSettings;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.TableMappings;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that is ready to be asked about: its source has been looked at. */
public final class Examination {

    private static final Logger LOG = LoggerFactory.getLogger("dms.ASSESSMENT");

    /**
     * What a run knows of its task.
     *
     * @param settings the completed document
     */
    public record Assignment(
            String migrationType,
            TableMappings mappings,
            String settings,
            EndpointSettings source,
            EndpointSettings target) {}

    private final Connectors connectors;
    private final Assignment assignment;
    private final Optional<Subject> subject;

    private Examination(Connectors connectors, Assignment assignment, Optional<Subject> subject) {
        this.connectors = connectors;
        this.assignment = assignment;
        this.subject = subject;
    }

    /**
     * Looks at the source's tables. Blocking.
     *
     * @throws ConnectorException when the source cannot be asked
     */
    public static Examination begin(Connectors connectors, Assignment assignment) {
        Optional<Connector> source = connectors.of(assignment.source().engineName());
        Optional<Connector> target = connectors.of(assignment.target().engineName());
        return new Examination(
                connectors,
                assignment,
                source.flatMap(from -> target.map(to -> Subjects.read(
                        assignment.migrationType(),
                        assignment.mappings(),
                        AssessmentSettings.of(assignment.settings()),
                        new Subject.Side(from, assignment.source()),
                        new Subject.Side(to, assignment.target())))));
    }

    /** Answers one assessment. Blocking; never throws: who cannot be asked is an error. */
    public Result examine(String key) {
        Catalogue.Entry entry = Catalogue.of(key).orElseThrow();
        try {
            return Result.of(key, verdict(entry));
        } catch (ConnectorException | UnsupportedOperationException e) {
            return Result.error(key, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("Assessment {} failed unexpectedly", key, e);
            return Result.error(key, "The assessment itself failed: " + e);
        }
    }

    private Verdict verdict(Catalogue.Entry entry) {
        boolean asksTarget = entry.side() == Catalogue.Side.TARGET;
        EndpointSettings endpoint = asksTarget ? assignment.target() : assignment.source();
        if (subject.isEmpty()) {
            String engine = connectors.of(assignment.source().engineName()).isEmpty()
                    ? assignment.source().engineName()
                    : assignment.target().engineName();
            return Verdict.skipped(connectors.missing(engine));
        }
        Function<Subject, Verdict> general = GeneralAssessments.of(entry);
        if (general != null) {
            return general.apply(subject.get());
        }
        Subject.Side side = asksTarget ? subject.get().target() : subject.get().source();
        Assessment assessment = side.connector().assessments().get(entry.key());
        return assessment == null
                ? Verdict.skipped("This version cannot examine " + entry.key() + " on a "
                        + (asksTarget ? "target" : "source") + " of engine " + endpoint.engineName() + ".")
                : assessment.examine(endpoint, subject.get().task());
    }
}
