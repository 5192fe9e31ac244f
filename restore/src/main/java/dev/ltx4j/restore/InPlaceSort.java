package dev.ltx4j.restore;

/**
 * Heap sort: the platform's sort may take as much memory again as what it sorts, and what waits for a snapshot is already
 * all that a restore remembers of single pages.
 */
final class InPlaceSort {
    private InPlaceSort() {}

    /** Sorts the first so many numbers, ascending. */
    static void sort(long[] numbers, int count) {
        for (int root = count / 2 - 1; root >= 0; root--) {
            siftDown(numbers, root, count);
        }
        for (int last = count - 1; last > 0; last--) {
            long largest = numbers[0];
            numbers[0] = numbers[last];
            numbers[last] = largest;
            siftDown(numbers, 0, last);
        }
    }

    /** Lets a number sink until none below it is larger. */
    private static void siftDown(long[] numbers, int from, int count) {
        long sinking = numbers[from];
        int at = from;
        for (int child = 2 * at + 1; child < count; child = 2 * at + 1) {
            if (child + 1 < count && numbers[child + 1] > numbers[child]) {
                child++;
            }
            if (numbers[child] <= sinking) {
                break;
            }
            numbers[at] = numbers[child];
            at = child;
        }
        numbers[at] = sinking;
    }
}
