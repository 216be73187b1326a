package io.dmslocal.engine.assessment;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Reports as files of this node, for those who have no S3: {@code FOLDER/bucket/key}. */
record FileReports(Path folder) implements ReportStore {

    @Override
    public void check(Place place) {
        at(place, "");
    }

    /** A folder is made when something is written to it. */
    @Override
    public void prepare(Place place) {
        check(place);
    }

    @Override
    public URI uri(Place place, String file) {
        return at(place, file).toUri();
    }

    @Override
    public void write(Place place, Map<String, String> files) {
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = at(place, file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        } catch (IOException e) {
            throw new Unusable(Unusable.Kind.UNREACHABLE, "The report cannot be written to " + folder + ": " + e, e);
        }
    }

    @Override
    public void delete(Place place) {
        Path root = at(place, "");
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new Unusable(Unusable.Kind.UNREACHABLE, root + " cannot be deleted: " + e, e);
        }
    }

    /** Names are the caller's: none leads out of the folder. */
    private Path at(Place place, String file) {
        Path root = folder.toAbsolutePath().normalize();
        Path path;
        try {
            path = root.resolve(place.bucket()).resolve(place.key(file)).normalize();
        } catch (InvalidPathException e) {
            throw new Unusable(Unusable.Kind.DENIED, "That is no name for a bucket or a folder: " + e.getReason(), e);
        }
        if (!path.startsWith(root) || path.equals(root)) {
            throw new Unusable(Unusable.Kind.DENIED, place + " is no place for a report.", null);
        }
        return path;
    }
}
