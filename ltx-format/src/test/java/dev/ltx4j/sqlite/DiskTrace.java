package dev.ltx4j.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What was done to the files of one folder, step by step, and what a disk would hold if all ended after one of the steps:
 * with everything that was done, or with only what was forced to it, or with anything in between.
 */
public final class DiskTrace {
    /** The sectors that a disk writes whole. */
    private static final int SECTOR_BYTES = 512;

    /** What a step does. */
    public enum Kind {
        WRITE,
        SET_LENGTH,
        FORCE,
        CREATE,
        DELETE,
        RENAME,
        FORCE_FOLDER
    }

    /** What becomes of that which was not forced. */
    public enum Loss {
        /** Nothing is lost: the process was killed, the system went on. */
        NOTHING,
        /** All of it. */
        EVERYTHING,
        /** Each write, length or name may be lost on its own, and a write may be cut off between sectors. */
        ANYTHING
    }

    /** One step. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Step(Kind kind, String file, long fileOffset, byte[] bytes) {}

    private final List<Step> steps = new ArrayList<>();

    void add(Kind kind, String file, long fileOffset, byte[] bytes) {
        steps.add(new Step(kind, file, fileOffset, bytes));
    }

    public List<Step> steps() {
        return steps;
    }

    /** One file: what is on the disk for sure, and what has been done to it since. */
    private static final class Content {
        private byte[] forced = {};
        private final List<Step> pending = new ArrayList<>();

        byte[] after(Loss loss, Random random) {
            byte[] bytes = forced.clone();
            for (Step step : loss == Loss.EVERYTHING ? List.<Step>of() : pending) {
                if (loss == Loss.NOTHING || random.nextBoolean()) {
                    bytes = apply(bytes, step, loss == Loss.ANYTHING && random.nextInt(4) == 0 ? random : null);
                }
            }
            return bytes;
        }

        private static byte[] apply(byte[] bytes, Step step, @org.jspecify.annotations.Nullable Random torn) {
            int offset = (int) step.fileOffset;
            if (step.kind == Kind.SET_LENGTH) {
                return Arrays.copyOf(bytes, offset);
            }
            int byteCount = step.bytes.length;
            if (torn != null) {
                byteCount = torn.nextInt(byteCount / SECTOR_BYTES + 1) * SECTOR_BYTES;
            }
            byte[] result = Arrays.copyOf(bytes, Math.max(bytes.length, offset + byteCount));
            System.arraycopy(step.bytes, 0, result, offset, byteCount);
            return result;
        }
    }

    /**
     * The folder as it is found after some of the steps.
     *
     * @param before the files as they were, safely on the disk
     * @param count how many steps were done
     */
    public Map<String, byte[]> after(Map<String, byte[]> before, int count, Loss loss, Random random) {
        Map<String, Content> forcedNames = new TreeMap<>();
        before.forEach((name, bytes) -> {
            Content content = new Content();
            content.forced = bytes;
            forcedNames.put(name, content);
        });
        Map<String, Content> names = new TreeMap<>(forcedNames);
        List<Runnable> pendingNames = new ArrayList<>();
        Map<String, Content> found = new TreeMap<>(forcedNames);
        for (Step step : steps.subList(0, count)) {
            String file = step.file;
            switch (step.kind) {
                case CREATE -> {
                    Content created = new Content();
                    names.put(file, created);
                    pendingNames.add(() -> found.put(file, created));
                }
                case DELETE -> {
                    names.remove(file);
                    pendingNames.add(() -> found.remove(file));
                }
                case WRITE, SET_LENGTH -> names.get(file).pending.add(step);
                case FORCE -> {
                    Content content = names.get(file);
                    content.forced = content.after(Loss.NOTHING, random);
                    content.pending.clear();
                }
                case FORCE_FOLDER -> {
                    found.clear();
                    found.putAll(names);
                    pendingNames.clear();
                }
                default -> throw new IllegalArgumentException("" + step.kind);
            }
        }
        if (loss != Loss.EVERYTHING) {
            for (Runnable pending : pendingNames) {
                if (loss == Loss.NOTHING || random.nextBoolean()) {
                    pending.run();
                }
            }
        }
        Map<String, byte[]> files = new TreeMap<>();
        found.forEach((name, content) -> files.put(name, content.after(loss, random)));
        return files;
    }
}
