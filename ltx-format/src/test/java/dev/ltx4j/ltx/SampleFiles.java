package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.PageSize;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random files of every kind that the format allows, small enough for thousands of them. */
final class SampleFiles {
    private static final long BIT_63 = 1L << 63;
    private static final int MOST_BYTES = 160 * 1024;
    private static final int MOST_PAGES = 40;

    private SampleFiles() {}

    /** Which page numbers a file that is no snapshot has. */
    private enum Spread {
        /** From a small database. */
        SMALL,
        /** From the first page to 2³²−1, the last one included. */
        WIDE,
        /** Around the lock page. */
        AT_LOCK_PAGE,
        /** The database was deleted. */
        DELETED
    }

    private record Shape(PageSize size, TxidRange range, Spread spread, boolean checksums, long seed) {}

    private record Origin(long timestampMillis, long walOffset, long walSize, int salt1, int salt2, long nodeId) {}

    static Arbitrary<SampleFile> any() {
        return Combinators.combine(shapes(), origins()).as(SampleFiles::make);
    }

    private static Arbitrary<Shape> shapes() {
        Arbitrary<PageSize> sizes = Arbitraries.integers().between(9, 16).map(log2 -> PageSize.of(1 << log2));
        Arbitrary<Spread> spreads = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(6, Spread.SMALL),
                net.jqwik.api.Tuple.of(3, Spread.WIDE),
                net.jqwik.api.Tuple.of(2, Spread.AT_LOCK_PAGE),
                net.jqwik.api.Tuple.of(1, Spread.DELETED));
        return Combinators.combine(sizes, ranges(), spreads, Arbitraries.of(true, false), Arbitraries.longs())
                .as(Shape::new);
    }

    /** Two of five are snapshots; others reach up to 2⁶⁴−1. */
    private static Arbitrary<TxidRange> ranges() {
        Arbitrary<Long> min = Arbitraries.oneOf(
                Arbitraries.just(1L),
                Arbitraries.just(1L),
                Arbitraries.longs().between(2, 1000),
                Arbitraries.longs().between(1L << 32, Long.MAX_VALUE),
                Arbitraries.longs().between(Long.MIN_VALUE, -1));
        Arbitrary<Long> more =
                Arbitraries.oneOf(Arbitraries.just(0L), Arbitraries.longs().between(1, 1000), Arbitraries.longs());
        return Combinators.combine(min, more)
                .as((first, count) ->
                        new TxidRange(new Txid(first), Txid.max(new Txid(first), new Txid(first + count))));
    }

    private static Arbitrary<Origin> origins() {
        Arbitrary<Origin> wal = Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs().greaterOrEqual(1),
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.integers(),
                        Arbitraries.integers(),
                        Arbitraries.longs())
                .as(Origin::new);
        Arbitrary<Origin> none = Arbitraries.longs().map(timestampMillis -> new Origin(timestampMillis, 0, 0, 0, 0, 0));
        return Arbitraries.oneOf(wal, none);
    }

    private static SampleFile make(Shape shape, Origin origin) {
        Random random = new Random(shape.seed);
        long commit = shape.spread == Spread.DELETED ? 0 : commit(shape, random);
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        DatabaseChecksum sum = new DatabaseChecksum(shape.size);
        byte[] before = new byte[shape.size.bytes()];
        for (long number : pageNumbers(shape, commit, random)) {
            // Now and then the same page again, so that there is something to repeat from one to the next.
            byte[] page = random.nextInt(6) == 0 ? before : LtxFiles.page(shape.size, random);
            pages.put(number, page);
            sum.add(number, page);
            before = page;
        }
        LtxHeaderBuilder header = LtxHeader.builder(shape.size, shape.range)
                .commit(commit)
                .timestampMillis(origin.timestampMillis)
                .wal(origin.walOffset, origin.walSize, origin.salt1, origin.salt2)
                .nodeId(origin.nodeId);
        long postApply = 0;
        if (!shape.checksums) {
            header.withoutDatabaseChecksums();
        } else {
            header.preApplyChecksum(shape.range.isSnapshot() ? 0 : BIT_63 | random.nextLong());
            postApply = shape.range.isSnapshot() || commit == 0 ? sum.value() : BIT_63 | random.nextLong();
        }
        return new SampleFile(header.build(), pages, postApply);
    }

    private static long commit(Shape shape, Random random) {
        long lockPage = shape.size.lockPage();
        if (shape.range.isSnapshot() || shape.spread == Spread.SMALL) {
            return 1 + random.nextInt(mostPages(shape.size));
        }
        return shape.spread == Spread.AT_LOCK_PAGE
                ? lockPage - 1 + random.nextInt(4)
                : random.nextInt(2) == 0 ? LtxFormat.MAX_COMMIT : 1 + (random.nextInt() & LtxFormat.MAX_COMMIT) / 2;
    }

    private static TreeSet<Long> pageNumbers(Shape shape, long commit, Random random) {
        TreeSet<Long> numbers = new TreeSet<>();
        if (commit == 0) {
            return numbers;
        }
        if (shape.range.isSnapshot()) {
            for (long number = 1; number <= commit; number++) {
                numbers.add(number);
            }
            return numbers;
        }
        long lockPage = shape.size.lockPage();
        for (int i = random.nextInt(1 + mostPages(shape.size)); i > 0; i--) {
            long number = shape.spread == Spread.AT_LOCK_PAGE
                    ? lockPage - 3 + random.nextInt(6)
                    : 1 + Long.remainderUnsigned(random.nextLong(), commit);
            if (number <= commit && number != lockPage) {
                numbers.add(number);
            }
        }
        if (random.nextBoolean() && commit != lockPage) {
            numbers.add(commit);
        }
        return numbers;
    }

    private static int mostPages(PageSize size) {
        return Math.min(MOST_PAGES, MOST_BYTES / size.bytes());
    }
}
