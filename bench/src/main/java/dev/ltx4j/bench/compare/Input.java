package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.nio.file.Path;

/** Data that a command works on. It is made when it is first asked for: who only looks at old figures needs none. */
@FunctionalInterface
interface Input {
    /** A file or a folder, which is there now. */
    Path path() throws IOException;
}
