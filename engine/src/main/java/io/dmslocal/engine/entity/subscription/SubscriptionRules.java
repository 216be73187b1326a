package io.dmslocal.engine.entity.subscription;

import io.dmslocal.engine.event.Catalogue;
import io.dmslocal.engine.model.Fault;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.databasemigration.model.EventSubscription;

/** What may be asked of a subscription (AWS: CreateEventSubscription). Pure. */
public final class SubscriptionRules {

    private static final int LONGEST_NAME = 254;
    /** What an ARN may hold here; AWS says no more than the length. */
    private static final Pattern NAME = Pattern.compile("[^|\\p{Cntrl}]+");

    private static final Pattern TOPIC =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?");

    private SubscriptionRules() {}

    public static Optional<Fault> name(String name) {
        return !name.isBlank()
                        && name.length() <= LONGEST_NAME
                        && NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(Fault.invalidValue("The parameter SubscriptionName must have 1 to " + LONGEST_NAME
                        + " characters, neither control characters nor bars; found " + name.length()
                        + " characters."));
    }

    /**
     * @param sourceType null for both
     * @param categories of that type, or of any when it is null
     */
    public static Optional<Fault> source(String sourceType, List<String> categories) {
        if (sourceType != null && !Catalogue.sourceTypes().contains(sourceType)) {
            return Optional.of(Fault.invalidValue("The parameter SourceType must be one of "
                    + String.join(", ", Catalogue.sourceTypes()) + "; \"" + sourceType + "\" is not."));
        }
        List<String> known = Catalogue.sourceTypes().stream()
                .filter(type -> sourceType == null || sourceType.equals(type))
                .flatMap(type -> Catalogue.categories(type).stream())
                .distinct()
                .toList();
        return categories.stream()
                .filter(category -> !known.contains(category))
                .findFirst()
                .map(unknown -> Fault.invalidValue("Unknown event category \"" + unknown + "\" for "
                        + (sourceType == null ? "any source type" : sourceType) + "; there are "
                        + String.join(", ", known) + "."));
    }

    /**
     * What a subscription would become must go together: members that were not given keep their value. Which fault AWS has for it is assumed.
     *
     * @param after with what was given
     */
    static Optional<Fault> modification(EventSubscription before, EventSubscription after) {
        boolean isOfAnother = !Objects.equals(before.sourceType(), after.sourceType());
        if (isOfAnother && !before.sourceIdsList().isEmpty()) {
            return Optional.of(Fault.invalidCombination("Subscription " + before.custSubscriptionId()
                    + " names sources of type " + before.sourceType() + ": "
                    + String.join(", ", before.sourceIdsList()) + "; they cannot be modified, so neither can the"
                    + " type. Make another subscription for " + after.sourceType() + "."));
        }
        return source(after.sourceType(), after.eventCategoriesList());
    }

    public static Optional<Fault> topic(String arn) {
        return TOPIC.matcher(arn).matches()
                ? Optional.empty()
                : Optional.of(new Fault(
                        "SNSInvalidTopicFault",
                        "SnsTopicArn \"" + arn
                                + "\" is not the ARN of an SNS topic: arn:aws:sns:REGION:ACCOUNT:TOPIC is."));
    }
}
