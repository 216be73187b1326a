package io.dmslocal.engine.entity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.dmslocal.engine.entity.endpoint.SettingsMembers.Member;
import io.dmslocal.engine.settings.EngineName;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.databasemigration.model.EndpointSetting;

/**
 * What can be set on an engine's endpoints (AWS: DescribeEndpointSettings). Names and types come from AWS's model;
 * defaults, bounds and units are the resource {@code setting-facts.json}, from the members' documentation and the user guide's pages about each engine.
 */
public final class SettingsCatalogue {

    private SettingsCatalogue() {}

    /** Sorted by name, without the values of enums, which the service's description has. */
    public static List<EndpointSetting> of(EngineName engine) {
        String object = engine.settings().get(0);
        SettingsMembers members = SettingsMembers.of(object);
        JsonNode facts = SettingsMembers.read("setting-facts.json").path(object);
        return members.inOrder().stream()
                .map(member -> setting(engine, members, member, facts.path(member.name())))
                .toList();
    }

    private static EndpointSetting setting(EngineName engine, SettingsMembers members, Member member, JsonNode facts) {
        EndpointSetting.Builder setting = EndpointSetting.builder()
                .name(member.name())
                .type(member.typeName())
                .sensitive(SettingsMembers.SECRETS.contains(member.name()))
                .applicability(applicability(engine, members, member));
        Optional.ofNullable(facts.get("default")).map(JsonNode::asText).ifPresent(setting::defaultValue);
        Optional.ofNullable(facts.get("min")).map(JsonNode::asInt).ifPresent(setting::intValueMin);
        Optional.ofNullable(facts.get("max")).map(JsonNode::asInt).ifPresent(setting::intValueMax);
        Optional.ofNullable(facts.get("units")).map(JsonNode::asText).ifPresent(setting::units);
        return setting.build();
    }

    /** The words are assumed: AWS says only that it is about the endpoint's type. */
    private static String applicability(EngineName engine, SettingsMembers members, Member member) {
        boolean source =
                engine.isSource() && members.member(member.name(), true).isPresent();
        boolean target =
                engine.isTarget() && members.member(member.name(), false).isPresent();
        return source && target ? "both" : source ? "source" : "target";
    }
}
