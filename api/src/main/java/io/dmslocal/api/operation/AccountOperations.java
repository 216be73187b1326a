package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.model.Quota;
import io.dmslocal.engine.model.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.AccountQuota;
import software.amazon.awssdk.services.databasemigration.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeAccountAttributesResponse;

/** What an account may have, and what it has. AWS: API_DescribeAccountAttributes. */
public final class AccountOperations {

    private final Function<Scope, CompletionStage<Map<Quota, Long>>> used;
    private final Function<Quota, Long> limits;

    /**
     * @param used how much there is in an account and region; absent counts are 0
     * @param limits {@code Quota::usual} unless configured otherwise
     */
    public AccountOperations(Function<Scope, CompletionStage<Map<Quota, Long>>> used, Function<Quota, Long> limits) {
        this.used = used;
        this.limits = limits;
    }

    public void register(Operations operations) {
        operations.real(
                "DescribeAccountAttributes",
                DescribeAccountAttributesRequest::builder,
                this::describeAccountAttributes);
    }

    private CompletionStage<Answer> describeAccountAttributes(Caller caller, DescribeAccountAttributesRequest request) {
        return used.apply(caller.scope()).thenApply(counts -> {
            List<AccountQuota> quotas = Arrays.stream(Quota.values())
                    .map(quota -> quota(quota, counts))
                    .toList();
            return Answer.done(DescribeAccountAttributesResponse.builder()
                    .accountQuotas(quotas)
                    .uniqueAccountIdentifier(caller.scope().uniqueIdentifier())
                    .build());
        });
    }

    private AccountQuota quota(Quota quota, Map<Quota, Long> counts) {
        return AccountQuota.builder()
                .accountQuotaName(quota.wireName())
                .used(counts.getOrDefault(quota, 0L))
                .max(limits.apply(quota))
                .build();
    }
}
