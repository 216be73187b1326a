package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.ServiceModel;
import io.dmslocal.engine.Engine;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** The whole registry: what the areas do, and a refusal for every other operation that AWS has. */
public final class AllOperations {

    private AllOperations() {}

    /** Every area, on a running engine. A new area enters one line here. */
    public static Operations of(Engine engine) {
        return of(List.of(
                new InstanceOperations(engine)::register,
                new MaintenanceOperations(engine)::register,
                new SubnetGroupOperations(engine)::register,
                new EndpointOperations(engine)::register,
                new ConnectionOperations(engine)::register,
                new TaskOperations(engine, Clock.systemUTC())::register,
                new ServerlessOperations(engine, Clock.systemUTC())::register,
                new DataProviderOperations(engine)::register,
                new InstanceProfileOperations(engine)::register,
                new MigrationProjectOperations(engine)::register,
                new DataMigrationOperations(engine)::register,
                new ConversionStartOperations(engine)::register,
                new ConversionRequestOperations(engine)::register,
                new MetadataModelOperations(engine)::register,
                new CollectorOperations(engine)::register,
                new FleetAdvisorOperations(engine)::register,
                new RecommendationOperations(engine)::register,
                new AssessmentOperations(engine)::register,
                new CertificateOperations(engine)::register,
                new EventOperations(engine, Clock.systemUTC())::register,
                new SubscriptionOperations(engine, Clock.systemUTC())::register,
                new TaskLogOperations(engine)::register,
                new TagOperations(engine)::register,
                new AccountOperations(engine.quotas()::used, engine.quotas()::limit)::register,
                new CatalogueOperations()::register));
    }

    /** @param areas each enters its part: {@code new EndpointOperations(engine)::register} */
    public static Operations of(List<Consumer<Operations>> areas) {
        Operations operations = new Operations();
        areas.forEach(area -> area.accept(operations));
        for (String name : operations.byName().keySet()) {
            if (!ServiceModel.dms().operations().containsKey(name)) {
                throw new IllegalStateException("AWS DMS has no operation " + name);
            }
        }
        for (String name : ServiceModel.dms().operations().keySet()) {
            if (!operations.byName().containsKey(name)) {
                operations.rejected(name, "this version of dms-local does not do it yet");
            }
        }
        return operations;
    }
}
