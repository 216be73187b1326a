package io.dmslocal.api.operation;

import io.dmslocal.api.protocol.ServiceModel;
import io.dmslocal.api.protocol.shape.Structure;
import io.dmslocal.api.protocol.shape.Text;
import io.dmslocal.engine.entity.endpoint.SettingsCatalogue;
import io.dmslocal.engine.settings.EngineName;
import java.util.List;
import software.amazon.awssdk.services.databasemigration.model.EndpointSetting;
import software.amazon.awssdk.services.databasemigration.model.EndpointSettingTypeValue;

/** The settings of an engine's endpoints, with the values of enums as the service's description has them. */
final class OfferedSettings {

    private OfferedSettings() {}

    static List<EndpointSetting> of(EngineName engine) {
        Structure request =
                ServiceModel.dms().operations().get("CreateEndpoint").input();
        Structure object = (Structure) request.members().get(engine.settings().get(0));
        return SettingsCatalogue.of(engine).stream()
                .map(setting -> object.members().get(setting.name()) instanceof Text text
                                && !text.allowed().isEmpty()
                        ? setting.copy(
                                s -> s.type(EndpointSettingTypeValue.ENUM).enumValues(text.allowed()))
                        : setting)
                .toList();
    }
}
