package dev.ltx4j.restore;

import dev.ltx4j.ltx.DatabaseChecksum;
import dev.ltx4j.sqlite.PageSize;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;

/**
 * What a database file can be told by.
 *
 * @param pageSize its page size
 * @param bytes its size
 * @param sha256 the SHA-256 sum of all its bytes, 64 lower-case hexadecimal digits
 * @param checksum its database checksum, as in LTX files: the xor of the checksums of its pages
 */
public record DatabaseFingerprint(PageSize pageSize, long bytes, String sha256, long checksum) {
    private static final int BUFFER_BYTES = 1 << 18;

    /**
     * Reads a database file. It must not be open through SQLite in this JVM, whose locks on it would be lost.
     *
     * @param database a file of whole pages
     * @param pageSize its page size
     * @return what it can be told by
     * @throws dev.ltx4j.sqlite.MalformedFileException if it does not end with a whole page
     * @throws java.io.InterruptedIOException if the calling thread is interrupted
     * @throws IOException if it cannot be read
     */
    public static DatabaseFingerprint of(Path database, PageSize pageSize) throws IOException {
        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.READ)) {
            return of(channel, database.toString(), pageSize);
        }
    }

    /** @param database is read from its start, and stays open */
    static DatabaseFingerprint of(FileChannel database, String name, PageSize pageSize) throws IOException {
        database.position(0);
        DigestInputStream digest =
                new DigestInputStream(buffered(Channels.newInputStream(database)), ReadDigests.newDigest());
        long checksum = DatabaseChecksum.of(digest, name, pageSize).value();
        return new DatabaseFingerprint(pageSize, database.size(), ReadDigests.hex(digest.getMessageDigest()), checksum);
    }

    private static InputStream buffered(InputStream in) {
        return new BufferedInputStream(in, BUFFER_BYTES);
    }
}
