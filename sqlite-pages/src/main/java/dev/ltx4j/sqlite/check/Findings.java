package dev.ltx4j.sqlite.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has been found so far, up to a limit. Safe for several threads until the list is asked for. */
final class Findings {
    private final int limit;
    private final List<CheckFinding> list = new ArrayList<>();

    /** How many there are; asked for at every cell, so without a lock. Written under it. */
    private volatile int count;

    Findings(int limit) {
        this.limit = limit;
    }

    /**
     * Adds a finding, unless there are enough.
     *
     * @param pageNumber where it shows, or 0
     * @param object the table or index concerned, or null
     * @param detail what is wrong; object and page are put in front
     */
    synchronized void add(CheckFinding.Kind kind, long pageNumber, @Nullable String object, String detail) {
        if (isFull()) {
            return;
        }
        StringBuilder message = new StringBuilder();
        if (object != null) {
            message.append(object);
        }
        if (pageNumber != 0) {
            message.append(object == null ? "page " : ", page ").append(pageNumber);
        }
        if (message.length() > 0) {
            message.append(": ");
        }
        list.add(new CheckFinding(
                kind, pageNumber, object, message.append(detail).toString()));
        count = list.size();
    }

    /** Whether it is time to stop. */
    boolean isFull() {
        return count >= limit;
    }

    int count() {
        return count;
    }

    List<CheckFinding> list() {
        return list;
    }
}
