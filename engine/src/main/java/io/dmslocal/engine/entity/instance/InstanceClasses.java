package io.dmslocal.engine.entity.instance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Instance classes and their storage (AWS: DescribeOrderableReplicationInstances). */
public final class InstanceClasses {

    /** Gigabytes (AWS: CreateReplicationInstance, AllocatedStorage). */
    public static final int LEAST_STORAGE = 5;

    /** Gigabytes. */
    public static final int MOST_STORAGE = 6144;

    private static final Pattern FORM = Pattern.compile("dms\\.[a-z][0-9a-z]*\\.[0-9a-z-]+");
    private static final Set<String> SMALL_FAMILIES = Set.of("t2", "t3");

    private static final List<String> ORDERABLE = list();

    private InstanceClasses() {}

    /** Every class that is offered, family by family, small to large. */
    public static List<String> orderable() {
        return ORDERABLE;
    }

    /** {@code dms.<family>.<size>}, also those that are not offered: AWS adds classes more often than we do. */
    public static boolean isAcceptable(String name) {
        return FORM.matcher(name).matches();
    }

    /** Gigabytes when the caller does not say: 50 for burstable classes, else 100 (seen on the real service). */
    public static int defaultStorage(String name) {
        return SMALL_FAMILIES.contains(name.split("\\.")[1]) ? 50 : 100;
    }

    private static List<String> list() {
        List<String> names = new ArrayList<>();
        add(names, "t2", "micro", "small", "medium", "large");
        add(names, "t3", "micro", "small", "medium", "large");
        add(names, "c4", "large", "xlarge", "2xlarge", "4xlarge");
        add(names, "c5", "large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge");
        add(
                names,
                "c6i",
                "large",
                "xlarge",
                "2xlarge",
                "4xlarge",
                "8xlarge",
                "12xlarge",
                "16xlarge",
                "24xlarge",
                "32xlarge");
        add(
                names,
                "c7i",
                "large",
                "xlarge",
                "2xlarge",
                "4xlarge",
                "8xlarge",
                "12xlarge",
                "16xlarge",
                "24xlarge",
                "48xlarge");
        add(names, "r4", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge");
        add(names, "r5", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge");
        add(
                names,
                "r6i",
                "large",
                "xlarge",
                "2xlarge",
                "4xlarge",
                "8xlarge",
                "12xlarge",
                "16xlarge",
                "24xlarge",
                "32xlarge");
        add(
                names,
                "r7i",
                "large",
                "xlarge",
                "2xlarge",
                "4xlarge",
                "8xlarge",
                "12xlarge",
                "16xlarge",
                "24xlarge",
                "48xlarge");
        return List.copyOf(names);
    }

    private static void add(List<String> names, String family, String... sizes) {
        for (String size : sizes) {
            names.add("dms." + family + "." + size);
        }
    }
}
