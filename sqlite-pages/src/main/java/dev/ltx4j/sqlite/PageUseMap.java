package dev.ltx4j.sqlite;

import java.util.Arrays;
import java.util.List;

/** Who claims which bytes of a page. Remembers the claims, so that a second one can name the first. */
final class PageUseMap {
    private static final int NOBODY = 0;

    private final PageUse[] uses;
    private final int[] claims;

    /** @param rest what all bytes are until somebody claims them */
    PageUseMap(int pageBytes, PageUse rest) {
        uses = new PageUse[pageBytes];
        claims = new int[pageBytes];
        Arrays.fill(uses, rest);
    }

    /** What a range of bytes is as long as nobody claims it. */
    void fill(int from, int to, PageUse use) {
        if (from < to) {
            Arrays.fill(uses, from, to, use);
        }
    }

    /**
     * Claims bytes.
     *
     * @param claim a number of its own, not 0
     * @return the claim that has one of the bytes already, or 0
     */
    int claim(int from, int to, PageUse use, int claim) {
        int other = NOBODY;
        for (int i = from; i < to; i++) {
            if (claims[i] == NOBODY) {
                claims[i] = claim;
                uses[i] = use;
            } else {
                other = other == NOBODY ? claims[i] : other;
                uses[i] = PageUse.OVERLAP;
            }
        }
        return other;
    }

    int count(PageUse use) {
        int count = 0;
        for (PageUse each : uses) {
            count += each == use ? 1 : 0;
        }
        return count;
    }

    List<PageUse> toList() {
        return List.of(uses);
    }
}
