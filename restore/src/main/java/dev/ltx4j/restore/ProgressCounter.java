package dev.ltx4j.restore;

/** Adds up what several threads have read, and tells a listener. */
final class ProgressCounter {
    private final long total;
    private final RestoreListener listener;
    private long done;

    ProgressCounter(long total, RestoreListener listener) {
        this.total = total;
        this.listener = listener;
    }

    synchronized void add(long byteCount) {
        done += byteCount;
        listener.progress(done, total);
    }
}
