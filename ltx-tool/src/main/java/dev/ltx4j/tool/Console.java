package dev.ltx4j.tool;

import java.io.PrintStream;

/**
 * Where a run talks to.
 *
 * @param program the name that the program was started by: {@code ltx-tool}, or {@code restore} for the one command
 * @param out for results
 * @param err for progress, notes and errors
 * @param watched whether somebody sees {@code err} as it comes, so that progress is worth showing
 */
record Console(String program, PrintStream out, PrintStream err, boolean watched) {}
