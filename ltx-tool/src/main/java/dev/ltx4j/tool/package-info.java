/**
 * The command line. {@link dev.ltx4j.tool.Main} runs one command and turns what happened into an exit code; each
 * command has a file of its own, which wires the libraries and has no logic of theirs. What a command found goes to
 * standard output, as text or as {@linkplain dev.ltx4j.tool.JsonOutput one JSON document}; progress, notes and errors go
 * to standard error.
 */
@NullMarked
package dev.ltx4j.tool;

import org.jspecify.annotations.NullMarked;
