package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The commands of the others. */
final class PeerCommands {
    /** The header flag of LTX files without database checksums, which are those of Litestream. */
    private static final String NO_CHECKSUM = "2";

    private PeerCommands() {}

    /** Both Litestreams. */
    static Work restore(Program litestream, Input replica) {
        return Work.on(
                replica,
                (input, output) -> List.of(litestream.command(), "restore", "-o", "" + output, "file://" + input));
    }

    static Work verify(Program ltx, Input file) {
        return Work.on(file, (input, output) -> List.of(ltx.command(), "verify", "" + input));
    }

    /** Litestream has its compaction from the library that {@code ltxpeer} is built around. */
    static Work compact(Program ltxpeer, Input replica) {
        return Work.on(replica, (input, output) -> {
            List<String> command = new ArrayList<>(List.of(ltxpeer.command(), "merge", "" + output, NO_CHECKSUM));
            SampleReplica.files(input).forEach(file -> command.add("" + file));
            return command;
        });
    }

    /** In place, and the database becomes the output. That it is copied before is not timed. */
    static Work checkpointInPlace(Program sqlite, Input database) {
        return scratch -> {
            Path copy = scratch.resolve(Work.OUTPUT);
            copyToDisk(database.path(), copy);
            copyToDisk(logOf(database.path()), logOf(copy));
            return List.of(sqlite.command(), copy.toString(), "PRAGMA wal_checkpoint(TRUNCATE)");
        };
    }

    /** Into a new file, as ours does it: the database and its log are copied first, and that is timed. */
    static Work checkpointOfCopy(Program sqlite, Input database) {
        String script =
                "cp \"$1\" \"$2\"; cp \"$1-wal\" \"$2-wal\"; exec \"$3\" \"$2\" 'PRAGMA wal_checkpoint(TRUNCATE)'";
        return Work.on(
                database,
                (input, output) -> List.of("sh", "-ec", script, "sh", "" + input, "" + output, sqlite.command()));
    }

    static Work quickCheck(Program sqlite, Input database) {
        return Work.on(database, (input, output) -> List.of(sqlite.command(), "" + input, "PRAGMA quick_check"));
    }

    private static Path logOf(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    /** What the copy still had to write would otherwise be waited for when the checkpoint forces its own writes. */
    private static void copyToDisk(Path source, Path target) throws IOException {
        Files.copy(source, target);
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
