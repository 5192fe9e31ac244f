package dev.ltx4j.restore.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.Proof;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.replica.FolderStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.ReplicaListing;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A database that Litestream replicates to a folder while it is written to, and the restores of it by both sides. */
final class LiveReplica implements AutoCloseable {
    private final Path folder;
    private final RandomWriter.Shape shape;
    private final RandomWriter writer;
    private final Map<RestoreTarget, Answer> litestreamsAnswers = new ConcurrentHashMap<>();
    private final AtomicLong outputs = new AtomicLong();

    /** @param folder a folder of its own, which does not exist yet */
    LiveReplica(Path folder, RandomWriter.Shape shape, long seed) throws IOException, SQLException {
        this.folder = folder;
        this.shape = shape;
        // Litestream would make the folder of the replica when it has something to put there.
        Files.createDirectories(path());
        this.writer = new RandomWriter(database(), shape, seed);
    }

    Path database() {
        return folder.resolve("app.db");
    }

    Path path() {
        return folder.resolve("replica");
    }

    Path copy() {
        return folder.resolve("copy");
    }

    RandomWriter writer() {
        return writer;
    }

    ReplicaListing listing() throws IOException {
        try (ReplicaStore store = FolderStore.open(path())) {
            return ReplicaListing.read(store);
        }
    }

    List<LtxFile> files() throws IOException {
        ReplicaListing listing = listing();
        return IntStream.rangeClosed(LtxFile.MIN_LEVEL, LtxFile.SNAPSHOT_LEVEL)
                .boxed()
                .flatMap(level -> listing.files(level).stream())
                .toList();
    }

    /** What Litestream makes of a target. It is asked once: the replica must not change any more. */
    Answer litestreams(GoProgram litestream, RestoreTarget target) throws IOException {
        Answer known = litestreamsAnswers.get(target);
        if (known != null) {
            return known;
        }
        Path output = output();
        Answer answer = Restores.litestreams(litestream, path(), target, output);
        Files.deleteIfExists(output);
        litestreamsAnswers.put(target, answer);
        return answer;
    }

    /**
     * What we make of a target. A database must be sound for SQLite, and one that existed.
     *
     * @param replica this one, or a copy of it
     */
    Answer ours(Path replica, RestoreTarget target) throws IOException, SQLException {
        Path output = output();
        Answer answer = Restores.ours(replica, target, output);
        if (answer instanceof Answer.Database) {
            checkExisted(output);
        }
        return answer;
    }

    /** Restores the newest state there is, and says which transaction it ends with. */
    Proof latest() throws IOException, SQLException {
        Path output = output();
        try (ReplicaStore store = FolderStore.open(path())) {
            Restorer.builder(store).build().restore(output);
        }
        return checkExisted(output);
    }

    private Proof checkExisted(Path output) throws IOException, SQLException {
        Proof proof = Proof.check(output);
        assertThat(writer.proof(proof.number())).as("what was committed").isEqualTo(proof);
        Files.delete(output);
        return proof;
    }

    private Path output() {
        return folder.resolve("restored" + outputs.incrementAndGet() + ".db");
    }

    @Override
    public void close() throws SQLException {
        writer.close();
    }

    @Override
    public String toString() {
        return shape.toString();
    }
}
