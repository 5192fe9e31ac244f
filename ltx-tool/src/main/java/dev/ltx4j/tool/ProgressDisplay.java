package dev.ltx4j.tool;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * One line on standard error that says how far the work is, how fast, and how long it will take. It appears when the
 * work has taken a second and somebody watches, and is gone at the end. Safe for use by several threads.
 */
final class ProgressDisplay implements AutoCloseable {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int UPDATE_MILLIS = 200;
    private static final long BYTES_PER_UNIT = 1 << 20;

    private final Console console;
    private final String task;
    private final Line line;
    private @Nullable ProgressBar bar;
    private boolean closed;

    ProgressDisplay(Console console, String task) {
        this.console = console;
        this.task = task;
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
                    .setUnit(" MiB", BYTES_PER_UNIT)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setConsumer(line)
                    .build();
        }
        bar.maxHint(bytesTotal);
        bar.stepTo(bytesDone);
    }

    /** Prints a line that stays, above the one that tells of the progress. */
    void note(String text) {
        line.printAbove(task + ": " + text);
    }

    /** Removes the line. */
    @Override
    public synchronized void close() {
        closed = true;
        if (bar != null) {
            bar.close();
        }
        // The bar's own end is skipped when this thread is interrupted.
        line.end();
    }

    /** The line. It has a fixed width, because asking a terminal for its width takes native code. */
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
                err.print("\r" + text);
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
