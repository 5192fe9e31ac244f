package dev.ltx4j.v3;

import dev.ltx4j.replica.ReplicaStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Restores into temporary files. */
final class Restored {
    private Restored() {}

    /** The sha256 of the database that a target gives. */
    static String sha256(ReplicaStore store, GenerationTarget target) throws IOException {
        return sha256(store, GenerationPlanner.plan(GenerationListing.read(store), target));
    }

    static String sha256(ReplicaStore store, GenerationPath path) throws IOException {
        return sha256(bytes(store, path));
    }

    /** The database that a plan gives. */
    static byte[] bytes(ReplicaStore store, GenerationPath path) throws IOException {
        Path file = Files.createTempFile("ltx4j-v3-", ".db");
        try (FileChannel database = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            GenerationWriter.Result result = GenerationWriter.write(path, store, database, ReadProgress.NONE);
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != result.pages() * result.pageSize().bytes()) {
                throw new AssertionError(result + " for " + bytes.length + " bytes");
            }
            return bytes;
        } finally {
            Files.delete(file);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
