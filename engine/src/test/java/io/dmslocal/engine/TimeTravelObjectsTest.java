package io.dmslocal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dmslocal.engine.assessment.ReportStore;
import io.dmslocal.engine.assessment.ReportStore.Place;
import io.dmslocal.engine.settings.TimeTravelSettings;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where time travel logs go, and how they are encrypted there. */
class TimeTravelObjectsTest {

    private static final String TASK = "arn:aws:dms:eu-west-1:123456789012:task:TTT";

    private static final TimeTravelSettings SETTINGS = new TimeTravelSettings(
            true, false, "SSE_KMS", "arn:key", "travels", "kept", true, false, Set.of("ALL"), 64, false);

    private final List<String> calls = new ArrayList<>();

    @Test
    void bucketEncryptionAndKeyAreTheTasks() {
        TimeTravelObjects objects = new TimeTravelObjects(heard());

        objects.put(TASK, SETTINGS, "kept/a.csv", "1");
        objects.delete(TASK, SETTINGS);

        Place bucket = new Place("eu-west-1", "travels", "", "SSE_KMS", "arn:key");
        Place folder = new Place("eu-west-1", "travels", "kept/" + TASK, "SSE_KMS", "arn:key");
        assertEquals(List.of("prepare " + told(bucket), "write " + told(bucket), "delete " + told(folder)), calls);
    }

    private ReportStore heard() {
        return (ReportStore) Proxy.newProxyInstance(
                ReportStore.class.getClassLoader(), new Class<?>[] {ReportStore.class}, (proxy, method, given) -> {
                    calls.add(method.getName() + " " + told((Place) given[0]));
                    return null;
                });
    }

    private static String told(Place place) {
        return String.join(" ", place.region(), place.bucket(), place.folder(), place.encryption(), place.kmsKeyArn());
    }
}
