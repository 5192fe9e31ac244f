package dev.ltx4j.tool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a signal end the work in good order: SIGINT, SIGTERM and SIGHUP interrupt the thread that works, and the JVM
 * waits until that has deleted its temporary files. The JVM's exit code is then the usual one, 128 + the signal's
 * number.
 */
final class Interruption {
    /** Only for work that hangs in the operating system: a dead network file system, for instance. */
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final CountDownLatch finished = new CountDownLatch(1);

    private Interruption() {}

    /** From now on until {@link #workIsDone}, a signal interrupts the current thread. */
    static Interruption ofThisThread() {
        Interruption interruption = new Interruption();
        Thread worker = Thread.currentThread();
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.end(worker), "interruption"));
        } catch (IllegalStateException e) {
            // The signal was faster.
            worker.interrupt();
        }
        return interruption;
    }

    private void end(Thread worker) {
        if (finished.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            if (!finished.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the work does not end; giving up on cleaning up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on a signal ends the JVM at once. */
    void workIsDone() {
        finished.countDown();
    }
}
