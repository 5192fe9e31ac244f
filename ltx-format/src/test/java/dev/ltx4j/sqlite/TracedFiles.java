package dev.ltx4j.sqlite;

import dev.ltx4j.sqlite.DiskTrace.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** The steps of a transaction, written down, and failing from one of them on if that is wanted. */
public final class TracedFiles extends FileOperations {
    /** The value for a run in which nothing fails. */
    public static final int NEVER = Integer.MAX_VALUE;

    private final DiskTrace trace = new DiskTrace();
    private final int failsAt;
    private final int failures;
    private int calls;
    private int failed;

    /**
     * @param failsAt the step that fails, from 0 on
     * @param failures how many steps fail from there on
     */
    public TracedFiles(int failsAt, int failures) {
        this.failsAt = failsAt;
        this.failures = failures;
    }

    public DiskTrace trace() {
        return trace;
    }

    /** Whether a step has failed. */
    public boolean hasFailed() {
        return failed > 0;
    }

    public PageTransaction begin(Path database, Duration patience) throws IOException {
        return PageTransaction.begin(database, patience, this);
    }

    public DatabasePublication publication(Path database) throws IOException {
        return DatabasePublication.begin(database, this);
    }

    private synchronized void step(Kind kind, String file, long fileOffset, byte[] bytes) throws IOException {
        if (calls++ >= failsAt && failed < failures) {
            failed++;
            throw new IOException("Input/output error");
        }
        trace.add(kind, file, fileOffset, bytes);
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString();
    }

    @Override
    WritableFile database(DatabaseLock lock) {
        return new TracedFile(lock.uninterruptible(), nameOf(lock.file()));
    }

    @Override
    WritableFile openJournal(Path journal) throws IOException {
        return new TracedFile(new RandomAccessFile(journal.toFile(), "rw"), nameOf(journal));
    }

    @Override
    WritableFile createJournal(Path journal, Path database) throws IOException {
        step(Kind.CREATE, nameOf(journal), 0, new byte[0]);
        super.createJournal(journal, database).close();
        return openJournal(journal);
    }

    @Override
    void link(Path existing, Path name) throws IOException {
        step(Kind.RENAME, nameOf(name), 0, new byte[0]);
        super.link(existing, name);
    }

    @Override
    void rename(Path existing, Path name) throws IOException {
        step(Kind.RENAME, nameOf(name), 0, new byte[0]);
        super.rename(existing, name);
    }

    @Override
    void delete(Path name) throws IOException {
        step(Kind.DELETE, nameOf(name), 0, new byte[0]);
        super.delete(name);
    }

    @Override
    void force(Path folder) throws IOException {
        trace.add(Kind.FORCE_FOLDER, "", 0, new byte[0]);
        super.force(folder);
    }

    private final class TracedFile extends WritableFile {
        private final String name;

        TracedFile(RandomAccessFile file, String name) {
            super(file);
            this.name = name;
        }

        @Override
        synchronized void write(long fileOffset, byte[] array, int arrayOffset, int byteCount) throws IOException {
            step(Kind.WRITE, name, fileOffset, Arrays.copyOfRange(array, arrayOffset, arrayOffset + byteCount));
            super.write(fileOffset, array, arrayOffset, byteCount);
        }

        @Override
        synchronized void setByteCount(long byteCount) throws IOException {
            step(Kind.SET_LENGTH, name, byteCount, new byte[0]);
            super.setByteCount(byteCount);
        }

        @Override
        synchronized void force() throws IOException {
            step(Kind.FORCE, name, 0, new byte[0]);
            super.force();
        }
    }
}
