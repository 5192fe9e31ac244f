package dev.ltx4j.sqlite.check;

import dev.ltx4j.sqlite.PageSource;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a database is sound, as SQLite's {@code PRAGMA integrity_check} does: see {@link CheckMode} for what is
 * looked at. Judged is the structure, not what the rows mean: {@code NOT NULL}, {@code CHECK}, types and foreign keys are
 * not, nor is the content of virtual tables. Indexes that need an application's code to be understood (on expressions,
 * with a {@code WHERE}, or with unknown collations) are not held against their tables; the report lists them.
 *
 * <pre>{@code
 * try (PageSource pages = WalPages.open(database, wal)) {
 *     CheckReport report = DatabaseChecker.of(pages).mode(CheckMode.FULL).build().check();
 * }
 * }</pre>
 *
 * <p>Takes a constant amount of memory (up to some 100 MiB in the presence of keys of many megabytes, else below 3 MiB),
 * one bit for each page, and a few hundred bytes for each table and column of the schema.
 *
 * <p>Immutable; a check runs in the thread that calls it, and in others only if it is given them ({@link Builder#workers}; each
 * takes the same memory again, but for the bits). Several may run at once, on several sources.
 */
public final class DatabaseChecker {
    /** The number of findings after which a check stops, if nothing else is asked for; as SQLite. */
    public static final int DEFAULT_FINDING_LIMIT = 100;

    /** Less is done before a thread has started. */
    private static final int FEWEST_PAGES_FOR_HELPERS = 64;

    private final PageSource source;
    private final CheckMode mode;
    private final CheckListener listener;
    private final int findingLimit;
    private final @Nullable Executor executor;
    private final int workers;

    private DatabaseChecker(Builder builder) {
        source = builder.source;
        mode = builder.mode;
        listener = builder.listener;
        findingLimit = builder.findingLimit;
        executor = builder.executor;
        workers = builder.workers;
    }

    /**
     * A checker for a database; quick if nothing else is said.
     *
     * @param source the pages to look at. It stays open; nobody may write to what it reads
     * @return a builder, which is not safe for use by several threads
     */
    public static Builder of(PageSource source) {
        return new Builder(source);
    }

    /**
     * Looks at the database.
     *
     * @return what was found, and what was not looked at
     * @throws java.io.InterruptedIOException if the thread is interrupted
     * @throws IOException if reading fails. What a damaged database holds is never a reason
     */
    public CheckReport check() throws IOException {
        if (executor != null && workers > 1 && source.pageCount() >= FEWEST_PAGES_FOR_HELPERS) {
            CheckReport sound = CheckRun.parallel(source, mode, listener, executor, workers);
            if (sound != null) {
                return sound;
            }
        }
        return new CheckRun(source, mode, listener, findingLimit).run();
    }

    /** Collects what a checker needs. */
    public static final class Builder {
        private final PageSource source;
        private CheckMode mode = CheckMode.QUICK;
        private CheckListener listener = (done, total) -> {};
        private int findingLimit = DEFAULT_FINDING_LIMIT;
        private @Nullable Executor executor;
        private int workers = 1;

        private Builder(PageSource source) {
            this.source = source;
        }

        /**
         * How much to look at.
         *
         * @param wanted quick or full
         * @return this
         */
        public Builder mode(CheckMode wanted) {
            mode = wanted;
            return this;
        }

        /**
         * Who hears how far the check is.
         *
         * @param wanted called in the checking thread
         * @return this
         */
        public Builder listener(CheckListener wanted) {
            listener = wanted;
            return this;
        }

        /**
         * After how many findings to stop.
         *
         * @param wanted 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder findingLimit(int wanted) {
            if (wanted < 1) {
                throw new IllegalArgumentException("a limit of " + wanted + " findings");
            }
            findingLimit = wanted;
            return this;
        }

        /**
         * Lets other threads check trees side by side, and in a quick check parts of a large tree too; none of them is at work any more when a check has returned. What is
         * reported is the same: if they come upon anything that is wrong, one thread looks at all of it again.
         *
         * @param threads runs the helpers of the calling thread
         * @param wanted how many threads work at once, the calling one included; 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder workers(Executor threads, int wanted) {
            if (wanted < 1) {
                throw new IllegalArgumentException("workers: " + wanted);
            }
            executor = threads;
            workers = wanted;
            return this;
        }

        /**
         * The checker.
         *
         * @return a new one
         */
        public DatabaseChecker build() {
            return new DatabaseChecker(this);
        }
    }
}
