package io.dmslocal.engine.settings;

import java.util.List;

/**
 * Into which parts a table is loaded, as a table-settings rule says it. Source: "Using parallel load for selected tables, views, and collections", AWS DMS
 * user guide.
 *
 * @param type none, partitions-auto, subpartitions-auto, partitions-list or ranges
 * @param columns of ranges: by which rows are told apart, ten at most
 * @param boundaries of ranges: the first row that is not in a part any more, a value per column; ascending
 * @param segmentNames of ranges: one more than boundaries, or none
 * @param partitions of partitions-list
 * @param subpartitions of partitions-list
 */
public record ParallelLoad(
        String type,
        List<String> columns,
        List<List<String>> boundaries,
        List<String> segmentNames,
        List<String> partitions,
        List<String> subpartitions) {

    public static final ParallelLoad NONE =
            new ParallelLoad("none", List.of(), List.of(), List.of(), List.of(), List.of());

    public ParallelLoad {
        columns = List.copyOf(columns);
        boundaries = boundaries.stream().map(List::copyOf).toList();
        segmentNames = List.copyOf(segmentNames);
        partitions = List.copyOf(partitions);
        subpartitions = List.copyOf(subpartitions);
    }

    /** Whether the table is loaded as one. */
    public boolean isNone() {
        return type.equals("none");
    }
}
