package io.dmslocal.engine.settings;

/** How far a name is from the one that was probably meant. */
public final class Spelling {

    private Spelling() {}

    /** Letters that are wrong, missing or too many; two that have changed places are one (optimal string alignment). */
    public static int errors(String written, String meant) {
        int[] twoBefore = new int[meant.length() + 1];
        int[] before = new int[meant.length() + 1];
        for (int j = 0; j <= meant.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= written.length(); i++) {
            int[] row = new int[meant.length() + 1];
            row[0] = i;
            for (int j = 1; j <= meant.length(); j++) {
                int changed = before[j - 1] + (written.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(before[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && written.charAt(i - 1) == meant.charAt(j - 2)
                        && written.charAt(i - 2) == meant.charAt(j - 1)) {
                    row[j] = Math.min(row[j], twoBefore[j - 2] + 1);
                }
            }
            twoBefore = before;
            before = row;
        }
        return before[meant.length()];
    }
}
