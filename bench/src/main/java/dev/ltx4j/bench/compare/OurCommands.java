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

    Work restore(Path replica, int workers) {
        return Work.of(output -> List.of(
                launcher("restore"), "-parallelism", "" + workers, "-o", output.toString(), replica.toString()));
    }

    Work verify(Path file, int workers) {
        return Work.of(
                output -> List.of(launcher("ltx-tool"), "verify", "--parallelism", "" + workers, file.toString()));
    }

    /** As Litestream writes the files of its levels: without database checksums. */
    Work compact(List<Path> files) {
        return Work.of(output -> {
            List<String> command =
                    new ArrayList<>(List.of(launcher("ltx-tool"), "compact", "--no-checksum", "-o", output.toString()));
            files.forEach(file -> command.add(file.toString()));
            return command;
        });
    }

    Work checkpoint(Path database) {
        return Work.of(
                output -> List.of(launcher("ltx-tool"), "checkpoint", "-o", output.toString(), database.toString()));
    }

    Work checkQuick(Path database) {
        return Work.of(output -> List.of(launcher("ltx-tool"), "check", "--quick", database.toString()));
    }

    Work help() {
        return Work.of(output -> List.of(launcher("ltx-tool"), "--help"));
    }

    private String launcher(String name) {
        return launchers.resolve(name).toString();
    }
}
