package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.Caller;
import io.dmslocal.engine.Engine;
import io.dmslocal.engine.directory.Limits;
import io.dmslocal.engine.model.Scope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.model.AccountQuota;
import software.amazon.awssdk.services.databasemigration.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeAccountAttributesResponse;

/** What an account may have, and what it has. AWS: API_DescribeAccountAttributes. */
public final class AccountOperations {

    private final Limits limits;
    private final Function<Scope, CompletionStage<Map<String, Long>>> used;

    public AccountOperations(Engine engine) {
        this(engine.limits(), new Usage(engine)::of);
    }

    /** @param used how much there is in an account and region, by the names of the limits; absent counts are 0 */
    public AccountOperations(Limits limits, Function<Scope, CompletionStage<Map<String, Long>>> used) {
        this.limits = limits;
        this.used = used;
    }

    public void register(Operations operations) {
        operations.real(
                "DescribeAccountAttributes",
                DescribeAccountAttributesRequest::builder,
                this::describeAccountAttributes);
    }

    private CompletionStage<Answer> describeAccountAttributes(Caller caller, DescribeAccountAttributesRequest request) {
        return used.apply(caller.scope()).thenApply(counts -> {
            List<AccountQuota> quotas = new TreeMap<>(limits.byName())
                    .keySet().stream().map(name -> quota(name, counts)).toList();
            return Answer.done(DescribeAccountAttributesResponse.builder()
                    .accountQuotas(quotas)
                    .uniqueAccountIdentifier(uniqueIdentifier(caller.scope()))
                    .build());
        });
    }

    private AccountQuota quota(String name, Map<String, Long> counts) {
        return AccountQuota.builder()
                .accountQuotaName(name)
                .used(counts.getOrDefault(name, 0L))
                .max((long) limits.of(name))
                .build();
    }

    /** Twelve letters and digits that stay the same for an account and region; observed: {@code cqahfbfy5xee}. */
    private static String uniqueIdentifier(Scope scope) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(scope.toString().getBytes(StandardCharsets.UTF_8));
            long number = ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
            String digits = "00000000000" + Long.toString(number, 36);
            return "c" + digits.substring(digits.length() - 11);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has SHA-256
        }
    }
}
