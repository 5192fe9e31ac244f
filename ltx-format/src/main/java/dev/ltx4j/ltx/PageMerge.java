package dev.ltx4j.ltx;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pages of several files in ascending order, each once: of a page that several files hold, the newest copy. Holds one
 * page of each file and allocates nothing for the next.
 *
 * <p>The files are in a heap by one number each: page number, and below it the file's age, newest first. Its sign bit is
 * flipped, so that numbers above 2^31 sort behind the others.
 */
final class PageMerge {
    private final MergeInput[] inputs;
    private final long[] heap;
    private int heapSize;

    /** Those whose page has been passed, and that stand at no page in the heap. */
    private final int[] passed;

    private int passedCount;

    /** @param inputs oldest first */
    PageMerge(List<MergeInput> inputs) {
        this.inputs = inputs.toArray(new MergeInput[0]);
        heap = new long[this.inputs.length];
        passed = new int[this.inputs.length];
        while (passedCount < passed.length) {
            passed[passedCount] = passedCount;
            passedCount++;
        }
    }

    /**
     * Goes to the next page.
     *
     * @return the input that stands at it, or null when there are no more
     */
    @Nullable
    MergeInput next() throws IOException {
        for (int i = 0; i < passedCount; i++) {
            MergeInput input = inputs[passed[i]];
            if (input.nextPage()) {
                add(key(input.pageNumber(), passed[i]));
            }
        }
        passedCount = 0;
        if (heapSize == 0) {
            return null;
        }
        long newest = poll();
        while (heapSize > 0 && heap[0] >>> Integer.SIZE == newest >>> Integer.SIZE) {
            poll();
        }
        return inputs[age(newest)];
    }

    private static long key(long pageNumber, int age) {
        return (pageNumber << Integer.SIZE | (Integer.MAX_VALUE - age)) ^ Long.MIN_VALUE;
    }

    private static int age(long key) {
        return Integer.MAX_VALUE - (int) key;
    }

    private void add(long key) {
        int at = heapSize++;
        while (at > 0 && heap[(at - 1) >>> 1] > key) {
            heap[at] = heap[(at - 1) >>> 1];
            at = (at - 1) >>> 1;
        }
        heap[at] = key;
    }

    /** Takes the smallest, whose file is passed then. */
    private long poll() {
        long first = heap[0];
        passed[passedCount++] = age(first);
        long last = heap[--heapSize];
        int at = 0;
        for (int child = 1; child < heapSize; child = 2 * at + 1) {
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return first;
    }
}
