package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a contestant does in each run. */
@FunctionalInterface
interface Work {
    /** The name of what a command makes, in its scratch folder. */
    String OUTPUT = "output";

    /**
     * Prepares a run; none of this is timed.
     *
     * @param scratch an empty folder for this run alone
     * @return the command that is timed
     */
    List<String> prepare(Path scratch) throws IOException;

    /** Says the command that works on an input. */
    interface Command {
        List<String> of(Path input, Path output) throws IOException;
    }

    /** Work that needs no preparation but its input. */
    static Work on(Input input, Command command) {
        return scratch -> command.of(input.path(), scratch.resolve(OUTPUT));
    }
}
