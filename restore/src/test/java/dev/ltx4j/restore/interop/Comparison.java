package dev.ltx4j.restore.interop;

import dev.ltx4j.restore.RestoreTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Puts many questions to both sides, as many at a time as there are cores. */
final class Comparison {
    private static final int MAX_NAMED = 20;

    private Comparison() {}

    /** Holds the two answers to a question against each other. */
    interface Check {
        void check(RestoreTarget target) throws Exception;
    }

    /** Checks every target. Failures are collected, so that a pattern shows. */
    static void forEach(Collection<? extends RestoreTarget> targets, Check check) throws InterruptedException {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (RestoreTarget target : targets) {
                tasks.add(() -> {
                    check.check(target);
                    return null;
                });
            }
            requireNone(List.copyOf(targets), threads.invokeAll(tasks));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void requireNone(List<? extends RestoreTarget> targets, List<Future<Void>> results)
            throws InterruptedException {
        List<String> failures = new ArrayList<>();
        Throwable first = null;
        for (int i = 0; i < results.size(); i++) {
            try {
                results.get(i).get();
            } catch (ExecutionException e) {
                failures.add(targets.get(i) + ": " + e.getCause());
                first = first == null ? e.getCause() : first;
            }
        }
        if (!failures.isEmpty()) {
            String named = String.join("\n", failures.subList(0, Math.min(MAX_NAMED, failures.size())));
            throw new AssertionError(
                    failures.size() + " of " + targets.size() + " targets failed, the first with a stack trace:\n"
                            + named,
                    first);
        }
    }
}
