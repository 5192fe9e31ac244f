package dev.ltx4j.tool;

/** What the exit codes say. Scripts rely on them. */
final class ExitCode {
    static final int DONE = 0;

    /** Damage was found, or the target of a restore is lost to damage. */
    static final int DAMAGE = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    /** The replica does not hold the state that was asked for. */
    static final int UNRESTORABLE = 3;

    /** The source cannot be read. */
    static final int SOURCE_UNAVAILABLE = 4;

    /** The output cannot or may not be written. */
    static final int OUTPUT_REFUSED = 5;

    /** A bug of this program. */
    static final int BUG = 70;

    /** Interrupted from the keyboard; a JVM that gets SIGTERM ends with 143 by itself. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
