package io.dmslocal.engine;

import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.assessment.ReportStore.Place;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.settings.TimeTravelSettings;
import io.dmslocal.engine.travel.TimeTravelStore;
import java.util.Map;

/** Time travel logs where reports of assessments go: in S3, or in this node's files where there is none. */
public record TimeTravelObjects(ReportStore store) implements TimeTravelStore {

    @Override
    public void put(String taskArn, TimeTravelSettings settings, String name, String content) {
        Place place = place(taskArn, settings, "");
        store.prepare(place);
        store.write(place, Map.of(name, content));
    }

    @Override
    public void delete(String taskArn, TimeTravelSettings settings) {
        store.delete(place(taskArn, settings, settings.folderOf(taskArn)));
    }

    private static Place place(String taskArn, TimeTravelSettings settings, String folder) {
        return new Place(
                Arn.parse(taskArn).orElseThrow().scope().region(),
                settings.bucket(),
                folder,
                settings.encryptionMode(),
                settings.kmsKeyId());
    }
}
