package dev.ltx4j.bench.compare;

import java.io.PrintStream;

/** Tells whoever waits what is being done: whole lines, so that they can go into a file too. */
record Progress(PrintStream out) {
    void say(String line) {
        out.println(line);
        out.flush();
    }
}
