package io.dmslocal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page in the repository of which parts, between two comments, are made by a program. {@code -Dreadme.write=true} writes them anew. */
record GeneratedPage(Path file) {

    /** @param part its name in the comments around it */
    void holds(String part, String made) throws IOException {
        String begin = "<!-- " + part + " -->\n";
        String end = "<!-- /" + part + " -->";
        String page = Files.readString(file);
        assertTrue(page.contains(begin) && page.contains(end), () -> file + " has no part " + part);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        String wanted = "\n" + made + "\n";
        if (Boolean.getBoolean("readme.write")) {
            Files.writeString(file, page.substring(0, from) + wanted + page.substring(to));
        } else {
            assertEquals(
                    page.substring(from, to), wanted, "write it anew: mvn test -Dtest=ReadmeTest -Dreadme.write=true");
        }
    }
}
