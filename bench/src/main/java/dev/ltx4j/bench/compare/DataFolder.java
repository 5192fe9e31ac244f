package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Keeps made data from one run to the next: each piece is a folder that appears when all of it is there. */
final class DataFolder {
    private final Path folder;
    private final Progress progress;

    DataFolder(Path folder, Progress progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /** Fills a folder that is not yet there. */
    interface Maker {
        void make(Path target) throws IOException;
    }

    /**
     * The folder of a piece; made now if it is not there.
     *
     * @param name says all that its content depends on: what, how large, which seed
     */
    Path get(String name, Maker maker) throws IOException {
        Path target = folder.resolve(name);
        if (!Files.isDirectory(target)) {
            progress.say("making data: " + name);
            Path unfinished = folder.resolve(name + ".unfinished");
            delete(unfinished);
            Files.createDirectories(unfinished);
            maker.make(unfinished);
            Files.move(unfinished, target);
        }
        return target;
    }

    /** Deletes a piece. */
    void forget(String name) throws IOException {
        delete(folder.resolve(name));
    }

    /** Deletes a file, or a folder and all that is in it, if it is there. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
