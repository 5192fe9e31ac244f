package dev.ltx4j.tool;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One line on standard error that says how far the work is, how fast, and how long it will take. It appears when the
 * work has taken a second and somebody watches, and is gone at the end. Safe for use by several threads.
 */
final class ProgressDisplay implements AutoCloseable {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int UPDATE_MILLIS = 200;
    private static final double BYTES_PER_MEBIBYTE = 1 << 20;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long PERCENT = 100;

    private final Console console;
    private final String task;
    private final String noteTask;
    private final Line line;
    private @Nullable ProgressBar bar;
    private boolean closed;

    ProgressDisplay(Console console, String task) {
        this(console, task, task);
    }

    /**
     * Shows how one of several pieces of work goes.
     *
     * @param task what the line begins with
     * @param noteTask what notes begin with
     */
    ProgressDisplay(Console console, String task, String noteTask) {
        this.console = console;
        this.task = task;
        this.noteTask = noteTask;
        line = new Line(console.err());
    }

    /** Tells how much is done; the total may change on the way. */
    synchronized void update(long bytesDone, long bytesTotal) {
        if (!console.watched() || closed) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(bytesTotal)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .continuousUpdate()
                    .setRenderer((progress, width) -> render(
                            progress.getTaskName(),
                            progress.getCurrent(),
                            progress.getMax(),
                            progress.getTotalElapsed()))
                    .setConsumer(line)
                    .build();
        }
        bar.maxHint(bytesTotal);
        bar.stepTo(bytesDone);
    }

    /** Prints a line that stays, above the one that tells of the progress. */
    void note(String text) {
        line.printAbove(noteTask + ": " + text);
    }

    /** Removes the line. */
    @Override
    public synchronized void close() {
        closed = true;
        if (bar != null) {
            // The bar would not wait for its thread then, and forget the interruption.
            boolean interrupted = Thread.interrupted();
            bar.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        line.end();
    }

    /** {@code restore  38%  92.0 of 238.4 MiB  92.5 MiB/s  0:02 left}, as far as it is known. */
    static String render(String task, long bytesDone, long bytesTotal, Duration elapsed) {
        double mebibytes = bytesDone / BYTES_PER_MEBIBYTE;
        double seconds = elapsed.toNanos() / NANOS_PER_SECOND;
        StringBuilder text = new StringBuilder(task);
        if (bytesTotal > 0) {
            text.append(format("  %d%%", Math.min(PERCENT, bytesDone * PERCENT / bytesTotal)))
                    .append(format("  %.1f of %.1f MiB", mebibytes, bytesTotal / BYTES_PER_MEBIBYTE));
        } else {
            text.append(format("  %.1f MiB", mebibytes));
        }
        if (bytesDone > 0 && seconds > 0) {
            text.append(format("  %.1f MiB/s", mebibytes / seconds));
            if (bytesTotal >= bytesDone) {
                long left = Math.round((bytesTotal - bytesDone) * (seconds / bytesDone));
                text.append(format("  %d:%02d left", left / SECONDS_PER_MINUTE, left % SECONDS_PER_MINUTE));
            }
        }
        return text.toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** The line. It is of a fixed width, because asking a terminal for its width takes native code. */
    private static final class Line implements ProgressBarConsumer {
        private static final int WIDTH = 79;

        private final PrintStream err;
        private final long visibleFromNanos = System.nanoTime() + QUIET.toNanos();
        private boolean shown;
        private boolean ended;

        Line(PrintStream err) {
            this.err = err;
        }

        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public synchronized void accept(String text) {
            if (!ended && System.nanoTime() - visibleFromNanos >= 0) {
                shown = true;
                err.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
                err.flush();
            }
        }

        synchronized void printAbove(String text) {
            clear();
            err.println(text);
        }

        @Override
        public synchronized void clear() {
            if (shown) {
                shown = false;
                err.print("\r" + " ".repeat(WIDTH) + "\r");
                err.flush();
            }
        }

        synchronized void end() {
            clear();
            ended = true;
        }

        @Override
        public void close() {
            end();
        }
    }
}
