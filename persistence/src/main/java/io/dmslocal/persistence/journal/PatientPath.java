package io.dmslocal.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files of H2 whose writes wait while the disk is full: {@code jdbc:h2:patient:/path}. H2 gives a database up for good when a write of its file fails; so none
 * does. What waits is H2's own thread and a checkpoint that comes at that moment; what is in the database can be read all the while.
 *
 * <p>Public because H2 makes one for each path, by reflection.
 */
public final class PatientPath extends FilePathWrapper {

    /** What its names begin with. */
    static final String PREFIX = "patient:";

    private static final String DATABASE = ".mv.db";

    /** H2 knows these names afterwards; harmless when it does already. */
    static void register() {
        FilePath.register(new PatientPath());
    }

    @Override
    public String getScheme() {
        return "patient";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel file = super.open(mode);
        return name.endsWith(DATABASE) ? new Patient(file, DiskRoom.of(Path.of(plain(getBase())))) : file;
    }

    private static String plain(FilePath path) {
        FilePath base = path.unwrap();
        return base == path ? path.toString() : plain(base);
    }

    private static final class Patient extends FileBaseDefault {

        private final FileChannel file;
        private final DiskRoom room;

        private Patient(FileChannel file, DiskRoom room) {
            this.file = file;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return room.write(() -> file.write(source, position));
        }

        @Override
        public int read(ByteBuffer destination, long position) throws IOException {
            return file.read(destination, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void force(boolean metadata) throws IOException {
            file.force(metadata);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
