/** The command line: reads arguments, calls the libraries, prints. No logic of its own. */
@NullMarked
package dev.ltx4j.tool;

import org.jspecify.annotations.NullMarked;
