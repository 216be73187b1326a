package io.dmslocal.deploy.demo;

import java.util.List;
import java.util.Locale;

/** Lines that are drawn over their predecessors on a terminal, and once in a while below each other elsewhere. */
final class Screen {

    private static final int BAR = 28;

    private final boolean isTerminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    private int drawn;
    private long nextPlain;

    void say(String line) {
        drawn = 0;
        System.out.println(line);
    }

    /** Draws over what the last call drew. */
    void draw(List<String> lines, boolean last) {
        if (!isTerminal) {
            if (last || System.nanoTime() >= nextPlain) {
                lines.forEach(System.out::println);
                nextPlain = System.nanoTime() + 5_000_000_000L;
            }
            return;
        }
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append('A');
        }
        for (String line : lines) {
            text.append("\u001b[2K").append(line).append('\n');
        }
        System.out.print(text);
        System.out.flush();
        drawn = last ? 0 : lines.size();
    }

    static String bar(long done, long all) {
        int filled = all == 0 ? BAR : (int) Math.min(BAR, done * BAR / all);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
