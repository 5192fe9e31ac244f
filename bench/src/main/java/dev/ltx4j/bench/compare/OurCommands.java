package dev.ltx4j.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our commands, through the launchers, as users run them. */
final class OurCommands {
    private final Path launchers;

    /**
     * Commands of a checkout.
     *
     * @param root its folder; what {@code mvn package} makes must be there
     */
    OurCommands(Path root) {
        launchers = root.resolve("bin");
    }

    Work restore(Input replica, int workers) {
        return Work.on(
                replica,
                (input, output) ->
                        List.of(launcher("restore"), "-parallelism", "" + workers, "-o", "" + output, "" + input));
    }

    Work verify(Input file, int workers) {
        return Work.on(
                file,
                (input, output) -> List.of(launcher("ltx-tool"), "verify", "--parallelism", "" + workers, "" + input));
    }

    /** As Litestream writes the files of its levels: without database checksums. */
    Work compact(Input replica) {
        return Work.on(replica, (input, output) -> {
            List<String> command =
                    new ArrayList<>(List.of(launcher("ltx-tool"), "compact", "--no-checksum", "-o", "" + output));
            SampleReplica.files(input).forEach(file -> command.add("" + file));
            return command;
        });
    }

    Work checkpoint(Input database) {
        return Work.on(
                database,
                (input, output) -> List.of(launcher("ltx-tool"), "checkpoint", "-o", "" + output, "" + input));
    }

    Work checkQuick(Input database) {
        return Work.on(database, (input, output) -> List.of(launcher("ltx-tool"), "check", "--quick", "" + input));
    }

    Work help() {
        return scratch -> List.of(launcher("ltx-tool"), "--help");
    }

    private String launcher(String name) {
        return launchers.resolve(name).toString();
    }
}
