package io.dmslocal.engine.entity.instance;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Versions of the replication engine (AWS: DescribeEngineVersions). Dates as on AWS's release notes page, partly assumed. */
public final class EngineVersions {

    /**
     * @param lifecycle {@code DEPRECATED}, {@code DEFAULT_VERSION} (exactly one), {@code ACTIVE}
     * @param releaseStatus {@code prod} or {@code beta}
     */
    public record EngineVersion(String version, String lifecycle, String releaseStatus, LocalDate launched) {

        /** Assumed, as the next two: a version is retired in steps. */
        public Instant autoUpgraded() {
            return after(42);
        }

        public Instant deprecated() {
            return after(48);
        }

        public Instant forceUpgraded() {
            return after(54);
        }

        private Instant after(int months) {
            return launched.plusMonths(months).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    private static final Pattern FORM = Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private static final List<EngineVersion> ALL = List.of(
            new EngineVersion("3.5.2", "ACTIVE", "prod", LocalDate.of(2023, 10, 29)),
            new EngineVersion("3.5.3", "ACTIVE", "prod", LocalDate.of(2024, 5, 17)),
            new EngineVersion("3.5.4", "DEFAULT_VERSION", "prod", LocalDate.of(2024, 11, 15)),
            new EngineVersion("3.6.0", "ACTIVE", "prod", LocalDate.of(2025, 5, 14)),
            new EngineVersion("3.6.1", "ACTIVE", "prod", LocalDate.of(2025, 6, 30)));

    private EngineVersions() {}

    /** Oldest first. */
    public static List<EngineVersion> all() {
        return ALL;
    }

    public static String defaultVersion() {
        return "3.5.4";
    }

    /** Known ones, and everything that looks like a version: old test suites name versions that are no longer listed. */
    public static boolean isAcceptable(String version) {
        return FORM.matcher(version).matches();
    }

    /** Newer listed versions that an instance of this version can be upgraded to. */
    public static List<String> upgradesOf(String version) {
        return ALL.stream()
                .map(EngineVersion::version)
                .filter(other -> compare(other, version) > 0)
                .toList();
    }

    /** AWS calls a change of the first or second number major. */
    public static boolean isMajorChange(String from, String to) {
        return !majorOf(from).equals(majorOf(to));
    }

    public static Optional<EngineVersion> find(String version) {
        return ALL.stream().filter(each -> each.version().equals(version)).findFirst();
    }

    public static boolean isOlder(String version, String than) {
        return compare(version, than) < 0;
    }

    static int compare(String left, String right) {
        String[] lefts = left.split("\\.");
        String[] rights = right.split("\\.");
        for (int i = 0; i < 3; i++) {
            int order = Integer.compare(Integer.parseInt(lefts[i]), Integer.parseInt(rights[i]));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static String majorOf(String version) {
        return version.substring(0, version.lastIndexOf('.'));
    }
}
