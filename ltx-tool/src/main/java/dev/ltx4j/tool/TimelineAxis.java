package dev.ltx4j.tool;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.Coverage;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.RestorableState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * From transactions and times to places on a line from 0 to 1.
 *
 * @param byTime whether places are moments; otherwise they are TXIDs
 * @param times when the first file that ends with a TXID was made, for each TXID that some file ends with
 * @param firstTime the moment at place 0
 * @param lastTime the moment at place 1
 * @param firstTxid the TXID at place 0
 * @param lastTxid the TXID at place 1
 */
record TimelineAxis(
        boolean byTime, Map<Txid, Instant> times, Instant firstTime, Instant lastTime, Txid firstTxid, Txid lastTxid) {
    private static final double NANOS = 1e9;

    static TimelineAxis of(Coverage coverage, boolean byTime) {
        Map<Txid, Instant> endings = files(coverage)
                .collect(Collectors.toMap(
                        file -> file.range().max(), LtxFile::created, (a, b) -> a.isBefore(b) ? a : b));
        List<Instant> times = Stream.concat(
                        files(coverage).map(LtxFile::created),
                        coverage.generations().stream().flatMap(g -> Stream.of(g.first(), g.last())))
                .sorted()
                .toList();
        Txid first = files(coverage)
                .map(file -> file.level() == LtxFile.SNAPSHOT_LEVEL
                        ? file.range().max()
                        : file.range().min())
                .min(Txid::compareTo)
                .orElse(Txid.FIRST);
        return new TimelineAxis(
                byTime,
                endings,
                times.get(0),
                times.get(times.size() - 1),
                first.previous(),
                coverage.listing().lastTxid());
    }

    /** Where a moment is. */
    double place(Instant time) {
        double whole = seconds(firstTime, lastTime);
        return whole == 0 ? 1 : clamp(seconds(firstTime, time) / whole);
    }

    /** Where the state after a transaction is. */
    double place(RestorableState state) {
        return byTime ? place(state.time()) : place(state.txid());
    }

    /** Where a file ends. */
    double end(LtxFile file) {
        return byTime ? place(file.created()) : place(file.range().max());
    }

    /** Where a file starts: where the one before it ends, or where itself does if there is none. */
    double start(LtxFile file) {
        return byTime
                ? Math.min(
                        end(file), place(times.getOrDefault(file.range().min().previous(), file.created())))
                : place(file.range().min().previous());
    }

    /** What is at a place, for a scale. */
    String label(double place) {
        if (byTime) {
            long millis = Math.round(Duration.between(firstTime, lastTime).toMillis() * place);
            return Moment.format(firstTime.plusMillis(millis));
        }
        double span = lastTxid.value() - firstTxid.value();
        return new Txid(firstTxid.value() + Math.round(span * place)).toString();
    }

    double place(Txid txid) {
        double whole = difference(firstTxid, lastTxid);
        return whole == 0 ? 1 : clamp(difference(firstTxid, txid) / whole);
    }

    private static double difference(Txid from, Txid to) {
        return to.isBefore(from) ? -1 : (double) (to.value() - from.value());
    }

    private static double seconds(Instant from, Instant to) {
        Duration duration = Duration.between(from, to);
        return duration.getSeconds() + duration.getNano() / NANOS;
    }

    private static double clamp(double place) {
        return Math.max(0, Math.min(1, place));
    }

    private static Stream<LtxFile> files(Coverage coverage) {
        return IntStream.rangeClosed(LtxFile.MIN_LEVEL, LtxFile.SNAPSHOT_LEVEL)
                .boxed()
                .flatMap(level -> coverage.listing().files(level).stream());
    }
}
