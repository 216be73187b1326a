package io.dmslocal.engine.resource.type;

import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Identifiers;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.resource.Occasion;
import io.dmslocal.engine.resource.Reference;
import io.dmslocal.engine.resource.ResourceType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.CreateDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.DataProvider;
import software.amazon.awssdk.services.databasemigration.model.DataProviderSettings;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataProviderRequest;

/** Databases that migration projects read and write (AWS: CreateDataProvider and its neighbours). */
public final class DataProviders
        implements ResourceType<DataProvider, CreateDataProviderRequest, ModifyDataProviderRequest> {

    public static final String ARN_TYPE = "data-provider";

    @Override
    public String arnType() {
        return ARN_TYPE;
    }

    @Override
    public Optional<Quota> quota() {
        return Optional.of(Quota.DATA_PROVIDERS);
    }

    @Override
    public Supplier<? extends SdkPojo> documents() {
        return DataProvider::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> creations() {
        return CreateDataProviderRequest::builder;
    }

    @Override
    public Supplier<? extends SdkPojo> modifications() {
        return ModifyDataProviderRequest::builder;
    }

    @Override
    public String nameOf(DataProvider provider) {
        return provider.dataProviderName();
    }

    @Override
    public Outcome<List<Reference>> creation(CreateDataProviderRequest request) {
        return Outcome.unless(Identifiers.free("DataProviderName", request.dataProviderName()), request)
                .flatMap(named -> ProviderSettings.created(request.engine(), request.settings()))
                .flatMap(DataProviders::references);
    }

    @Override
    public Outcome<List<Reference>> modification(ModifyDataProviderRequest request) {
        return Outcome.unless(
                        Identifiers.free("DataProviderName", request.dataProviderName())
                                .or(() -> Optional.ofNullable(request.engine()).flatMap(ProviderSettings::unknown)),
                        request)
                .flatMap(valid -> references(valid.settings()));
    }

    /** A provider holds the certificate that its settings name, by its ARN alone. */
    private static Outcome<List<Reference>> references(DataProviderSettings settings) {
        Optional<String> certificate = ProviderSettings.certificate(settings);
        return certificate.filter(arn -> Arn.parse(arn).isEmpty()).isPresent()
                ? Outcome.refused(new Certificates().notFound())
                : Outcome.done(certificate.map(arn -> new Reference(Certificates.ARN_TYPE, arn)).stream()
                        .toList());
    }

    @Override
    public List<String> uses(Scope scope, DataProvider provider) {
        return ProviderSettings.certificate(provider.settings()).stream().toList();
    }

    @Override
    public Outcome<DataProvider> create(Occasion occasion, CreateDataProviderRequest request) {
        return ProviderSettings.created(request.engine(), request.settings())
                .map(settings -> DataProvider.builder()
                        .dataProviderArn(occasion.arn().toString())
                        .dataProviderName(or(request.dataProviderName(), Identifiers.made(ARN_TYPE, occasion.arn())))
                        .dataProviderCreationTime(occasion.at())
                        .description(Texts.kept(request.description()))
                        .engine(request.engine())
                        .virtual(or(request.virtual(), false))
                        .settings(settings)
                        .build());
    }

    @Override
    public Outcome<DataProvider> modify(Occasion occasion, DataProvider provider, ModifyDataProviderRequest request) {
        String engine = or(request.engine(), provider.engine());
        boolean exact = Boolean.TRUE.equals(request.exactSettings());
        return ProviderSettings.modified(engine, provider.settings(), request.settings(), exact)
                .map(settings -> provider.copy(
                        next -> next.dataProviderName(or(request.dataProviderName(), provider.dataProviderName()))
                                .description(Texts.changed(provider.description(), request.description()))
                                .engine(engine)
                                .virtual(or(request.virtual(), provider.virtual()))
                                .settings(settings)));
    }

    @Override
    public boolean changesInUse() {
        return false;
    }

    @Override
    public Fault notFound() {
        return Fault.notFound("Data provider could not be found.");
    }

    @Override
    public Fault alreadyExists() {
        return Fault.alreadyExists("The resource you are attempting to create already exists.");
    }

    @Override
    public Fault inUse(String verb, String name, String dependent) {
        return Fault.invalidState("Cannot " + verb + " the data provider '" + name + "' because migration project "
                + dependent + " uses it. Give the project another data provider, or delete it first.");
    }

    private static <T> T or(T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
