package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.sqlite.DatabaseHeader;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One look at a database that Litestream replicates, and at what lies beside it: header, size, write-ahead log,
 * permissions, local state, control socket. It writes nothing and takes no locks.
 *
 * <p>It opens and closes the database file and its {@code -shm}. On POSIX systems that drops all locks that the process
 * has on them: the database must not be open in this JVM.
 */
@Experimental
public final class DatabaseDoctor {
    private static final int WAL_HEADER_BYTES = 32;
    private static final int WAL_FRAME_HEADER_BYTES = 24;

    /** Litestream makes room by force when the log has this many pages (its {@code truncate-page-n}). */
    private static final long MANY_FRAMES = 121_359;

    private static final long LARGE_WAL_BYTES = 64L << 20;

    private final Path database;
    private final Path socket;
    private final List<Symptom> symptoms = new ArrayList<>();

    /**
     * Prepares to look at a database; nothing is read yet.
     *
     * @param database the database file
     * @param socket where Litestream's control socket would be
     */
    public DatabaseDoctor(Path database, Path socket) {
        this.database = database;
        this.socket = socket;
    }

    /**
     * Looks at the database.
     *
     * @param replicaLast the last transaction of its replica, or null if none is known
     * @return what there is to say, in the order in which it was looked at
     * @throws IOException if the database cannot be read
     */
    public List<Symptom> examine(@Nullable Txid replicaLast) throws IOException {
        symptoms.clear();
        long bytes = Files.size(database);
        DatabaseHeader header = header(bytes);
        permissions();
        if (header != null) {
            wal(bytes, header);
        }
        Path journal = beside("-journal");
        if (Files.exists(journal) && Files.size(journal) > 0) {
            symptoms.add(Symptom.warning(
                    "journal",
                    journal + " is there: a transaction outside of WAL mode is under way, or was cut off",
                    "sqlite3 " + database + " \"PRAGMA journal_mode\" (finishes one that was cut off)"));
        }
        local(replicaLast);
        socket();
        return List.copyOf(symptoms);
    }

    private @Nullable DatabaseHeader header(long bytes) throws IOException {
        if (bytes == 0) {
            symptoms.add(Symptom.note("header", database + " is empty: a database without a table", null));
            return null;
        }
        DatabaseHeader header;
        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.READ)) {
            header = DatabaseHeader.read(channel, database.toString());
        } catch (FileFormatException e) {
            symptoms.add(Symptom.problem(
                    "header",
                    String.valueOf(e.getMessage()),
                    "if this is the right file, restore it: ltx-tool restore -o " + database + ".restored REPLICA"));
            return null;
        }
        boolean hasWal = Files.exists(beside("-wal")) && Files.size(beside("-wal")) > 0;
        long promised = header.databasePages(bytes) * header.pageSize().bytes();
        if (!hasWal && promised > bytes) {
            symptoms.add(Symptom.problem(
                    "size",
                    database + " has " + bytes + " bytes, but its header promises " + promised + ": it is cut short",
                    "ltx-tool check --full " + database));
        }
        if (header.isWal()) {
            symptoms.add(Symptom.ok(
                    "header",
                    "the header is that of a database in WAL mode, with pages of "
                            + header.pageSize().bytes() + " bytes"));
        } else {
            symptoms.add(Symptom.warning(
                    "journal_mode",
                    database + " is not in WAL mode, which Litestream needs (it sets it when it starts)",
                    "sqlite3 " + database + " \"PRAGMA journal_mode=wal\""));
        }
        return header;
    }

    private void permissions() {
        Path folder = database.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            symptoms.add(Symptom.note(
                    "permissions",
                    "this user may not write to " + folder + "; Litestream's must, for -wal, -shm and its own state",
                    null));
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(database);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                symptoms.add(Symptom.note(
                        "permissions",
                        "everybody may "
                                + (permissions.contains(PosixFilePermission.OTHERS_WRITE) ? "write to " : "read ")
                                + database,
                        "chmod o-rw " + database + ", unless that is meant"));
            }
        } catch (IOException | UnsupportedOperationException e) {
            // No such permissions here.
        }
    }

    private void wal(long databaseBytes, DatabaseHeader header) throws IOException {
        Path wal = beside("-wal");
        if (!Files.exists(wal)) {
            return;
        }
        long bytes = Files.size(wal);
        long frames = Math.max(0, bytes - WAL_HEADER_BYTES) / (header.pageSize().bytes() + WAL_FRAME_HEADER_BYTES);
        Optional<WalIndexSnapshot> index = WalIndexSnapshot.read(beside("-shm"));
        String counted = index.map(read -> ", " + read.frames() + " of them in use, " + read.backfilled()
                        + " of those copied to the database")
                .orElse("");
        String size =
                "the log has " + bytes + " bytes (" + frames + " frames" + counted + "), the database " + databaseBytes;
        boolean large = frames > MANY_FRAMES || (bytes > LARGE_WAL_BYTES && bytes > databaseBytes);
        if (!large) {
            symptoms.add(Symptom.ok("wal", size));
            return;
        }
        String reader = index.flatMap(WalIndexSnapshot::oldestMark)
                .map(mark -> "; a reader seems to hold it at frame " + mark)
                .orElse("");
        symptoms.add(Symptom.warning(
                "wal",
                size + ": checkpoints seem to be blocked" + reader,
                "look for a program with an open read transaction (lsof " + wal
                        + "), end it, and see whether the log shrinks"));
    }

    private void local(@Nullable Txid replicaLast) throws IOException {
        LocalState local = LocalState.of(database);
        if (replicaLast != null) {
            symptoms.add(ReplicaDoctor.compare(local, replicaLast));
        } else if (local.exists()) {
            Txid last = local.lastTxid();
            symptoms.add(Symptom.ok(
                    "local_state",
                    last.equals(Txid.ZERO)
                            ? local.folder() + " holds no LTX files"
                            : "the local state in " + local.folder() + " ends with TXID " + last
                                    + "; give --replica to hold it against the replica"));
        } else {
            symptoms.add(Symptom.note(
                    "local_state",
                    "there is no " + local.folder() + ": Litestream has not run for this database",
                    null));
        }
    }

    private void socket() {
        switch (ControlSocket.probe(socket)) {
            case ANSWERS -> symptoms.add(Symptom.ok("control_socket", "a Litestream answers at " + socket));
            case STALE ->
                symptoms.add(Symptom.warning(
                        "control_socket",
                        socket + " is a socket that nobody answers: its Litestream has ended without removing it",
                        "start Litestream; if it says that the address is in use: rm " + socket));
            case FORBIDDEN ->
                symptoms.add(Symptom.note("control_socket", "this user may not connect to " + socket, null));
            case NO_SOCKET ->
                symptoms.add(Symptom.warning(
                        "control_socket",
                        socket + " is not a socket",
                        "move it away, or give Litestream another path"));
            case ABSENT -> {
                // As it is by default.
            }
        }
    }

    private Path beside(String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }
}
