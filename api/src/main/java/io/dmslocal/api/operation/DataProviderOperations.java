package io.dmslocal.api.operation;

import io.dmslocal.api.listing.Filters;
import io.dmslocal.api.listing.Inventory;
import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.resource.Resources;
import io.dmslocal.engine.resource.type.DataProviders;
import java.util.List;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.databasemigration.model.CreateDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateDataProviderResponse;
import software.amazon.awssdk.services.databasemigration.model.DataProvider;
import software.amazon.awssdk.services.databasemigration.model.DeleteDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteDataProviderResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeDataProvidersRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeDataProvidersResponse;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataProviderRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyDataProviderResponse;

/** Databases of migration projects. AWS: API_CreateDataProvider, API_DescribeDataProviders, API_ModifyDataProvider, API_DeleteDataProvider. */
public final class DataProviderOperations {

    private static final String MISSING = "no database is asked";
    private static final String IDENTIFIER = "data-provider-identifier";
    private static final Filters<DataProvider> FILTERS = Filters.<DataProvider>none()
            .anyOfIgnoringCase(
                    IDENTIFIER, provider -> List.of(provider.dataProviderName(), provider.dataProviderArn()));

    private final Resources<DataProvider, CreateDataProviderRequest, ModifyDataProviderRequest> providers;
    private final Inventory<DataProvider> inventory;

    public DataProviderOperations(Engine engine) {
        providers = engine.resources().of(DataProviders.class);
        inventory = Inventory.of(providers, FILTERS, IDENTIFIER)
                .bounds(1, 100)
                .refusingNothing("No Data Providers found matching provided filters");
    }

    public void register(Operations operations) {
        operations.recorded(
                "CreateDataProvider", MISSING, CreateDataProviderRequest::builder, this::createDataProvider);
        operations.recorded(
                "DescribeDataProviders", MISSING, DescribeDataProvidersRequest::builder, this::describeDataProviders);
        operations.recorded(
                "ModifyDataProvider", MISSING, ModifyDataProviderRequest::builder, this::modifyDataProvider);
        operations.recorded(
                "DeleteDataProvider", MISSING, DeleteDataProviderRequest::builder, this::deleteDataProvider);
    }

    private CompletionStage<Answer> createDataProvider(Caller caller, CreateDataProviderRequest request) {
        return TagOperations.tags(request.tags())
                .then(tags -> providers.create(caller.scope(), request, tags))
                .thenApply(provider -> Answer.of(
                        provider,
                        created -> CreateDataProviderResponse.builder()
                                .dataProvider(created)
                                .build()));
    }

    private CompletionStage<Answer> describeDataProviders(Caller caller, DescribeDataProvidersRequest request) {
        return inventory.answer(
                caller.scope(),
                request.filters(),
                request.maxRecords(),
                request.marker(),
                page -> DescribeDataProvidersResponse.builder()
                        .dataProviders(page.items())
                        .marker(page.marker())
                        .build());
    }

    private CompletionStage<Answer> modifyDataProvider(Caller caller, ModifyDataProviderRequest request) {
        return providers
                .modify(caller.scope(), request.dataProviderIdentifier(), request)
                .thenApply(provider -> Answer.of(
                        provider,
                        modified -> ModifyDataProviderResponse.builder()
                                .dataProvider(modified)
                                .build()));
    }

    private CompletionStage<Answer> deleteDataProvider(Caller caller, DeleteDataProviderRequest request) {
        return providers
                .delete(caller.scope(), request.dataProviderIdentifier())
                .thenApply(provider -> Answer.of(
                        provider,
                        deleted -> DeleteDataProviderResponse.builder()
                                .dataProvider(deleted)
                                .build()));
    }
}
