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

    /** Work whose command only needs to know where its output goes. */
    interface Command {
        List<String> writingTo(Path output);
    }

    /** Work without preparation. */
    static Work of(Command command) {
        return scratch -> command.writingTo(scratch.resolve(OUTPUT));
    }
}
