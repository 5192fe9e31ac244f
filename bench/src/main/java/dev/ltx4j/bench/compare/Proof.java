package dev.ltx4j.bench.compare;

import dev.ltx4j.ltx.LtxReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a run came to. Contestants must come to the same, or they have not done the same work. */
@FunctionalInterface
interface Proof {
    /**
     * Looks at what a run left, when the time is taken.
     *
     * @param scratch the folder of the run
     * @param printed what the command wrote to its standard output
     */
    String of(Path scratch, String printed) throws IOException;

    /** The command ended with exit code 0, as every command here must; there is no more to be seen. */
    static Proof exitCode() {
        return (scratch, printed) -> "exit code 0";
    }

    /** The command printed this and nothing else; for those whose exit code does not tell. */
    static Proof printed(String expected) {
        return (scratch, printed) -> printed.strip().equals(expected) ? "exit code 0" : "printed: " + printed.strip();
    }

    /** The bytes of the output. */
    static Proof bytes() {
        return (scratch, printed) -> {
            MessageDigest digest = sha256();
            byte[] buffer = new byte[1 << 18];
            try (InputStream in = Files.newInputStream(scratch.resolve(Work.OUTPUT))) {
                for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
            return "sha256 " + HexFormat.of().formatHex(digest.digest());
        };
    }

    /** The pages of the output, an LTX file: two that are compressed differently can still hold the same. */
    static Proof pages() {
        return (scratch, printed) -> {
            Path file = scratch.resolve(Work.OUTPUT);
            MessageDigest digest = sha256();
            ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
            try (LtxReader reader =
                    LtxReader.open(new BufferedInputStream(Files.newInputStream(file), 1 << 18), file.toString())) {
                while (reader.nextPage()) {
                    digest.update(number.putLong(0, reader.pageNumber()).array());
                    digest.update(reader.page());
                }
                reader.finish();
                digest.update(number.putLong(0, reader.header().commit()).array());
            }
            return "sha256 of the pages " + HexFormat.of().formatHex(digest.digest());
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
