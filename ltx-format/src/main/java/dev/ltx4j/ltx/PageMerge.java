package dev.ltx4j.ltx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The pages of several files in ascending order, each once: of a page that several files hold, the newest copy. Holds one
 * page of each file and allocates nothing for the next.
 */
final class PageMerge {
    private final PriorityQueue<Source> sources;
    private final List<Source> passed = new ArrayList<>();

    /** A file, with the page that is its next. */
    private record Source(MergeInput input, int age) {}

    /** @param inputs oldest first */
    PageMerge(List<MergeInput> inputs) throws IOException {
        sources = new PriorityQueue<>(
                inputs.size(),
                Comparator.<Source>comparingLong(source -> source.input.pageNumber())
                        .thenComparing(Comparator.comparingInt(Source::age).reversed()));
        for (int i = 0; i < inputs.size(); i++) {
            passed.add(new Source(inputs.get(i), i));
        }
    }

    /**
     * Goes to the next page.
     *
     * @return the input that stands at it, or null when there are no more
     */
    @Nullable
    MergeInput next() throws IOException {
        for (int i = 0; i < passed.size(); i++) {
            Source source = passed.get(i);
            if (source.input.nextPage()) {
                sources.add(source);
            }
        }
        passed.clear();
        Source newest = sources.poll();
        if (newest == null) {
            return null;
        }
        passed.add(newest);
        long pageNumber = newest.input.pageNumber();
        for (Source older = sources.peek();
                older != null && older.input.pageNumber() == pageNumber;
                older = sources.peek()) {
            passed.add(sources.remove());
        }
        return newest.input;
    }
}
