package dev.ltx4j.sqlite;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the frames of a log as they go by, and decides where recovery ends. */
final class WalSurveyor {
    private final String file;
    private final @Nullable WalHeader header;
    private final RawWalHeader rawHeader;
    private @Nullable WalEnd end;
    private long validFrames;
    private long committedFrames;
    private long transactions;
    private long transaction;
    private long commit;
    private long cutOffFrames;
    private long lostTransactions;
    private long firstLostCommit;
    private long otherRoundFrames;
    private final List<WalSurvey.Round> rounds = new ArrayList<>();
    private long roundCount;

    /** The run of other frames that goes on, if there is a frame in it. */
    private int runSalt1;

    private int runSalt2;
    private long runFirst;
    private long runFrames;
    private long runCommits;

    WalSurveyor(String file, @Nullable WalHeader header, RawWalHeader rawHeader) {
        this.file = file;
        this.header = header;
        this.rawHeader = rawHeader;
        if (header == null) {
            end = rawHeader.byteCount() == 0 ? WalEnd.NO_WAL : WalEnd.BAD_HEADER;
        }
    }

    /** Takes the frame that the scan is at. */
    WalFrameScan.Standing add(WalFrameScan frame) {
        boolean sameRound = frame.salt1() == rawHeader.salt1() && frame.salt2() == rawHeader.salt2();
        if (end == null) {
            end = endAt(frame, sameRound);
        }
        if (end == null) {
            addValid(frame);
            return WalFrameScan.Standing.VALID;
        }
        if (frame.commit() != 0
                && frame.checksum() == WalFrameScan.Checksum.RIGHT
                && frame.pageNumber() != 0
                && (sameRound || header == null)) {
            if (lostTransactions++ == 0) {
                firstLostCommit = frame.frameNumber();
            }
        }
        if (sameRound) {
            cutOffFrames++;
            endRun();
            return WalFrameScan.Standing.CUT_OFF;
        }
        addOther(frame);
        return WalFrameScan.Standing.OTHER_ROUND;
    }

    private static @Nullable WalEnd endAt(WalFrameScan frame, boolean sameRound) {
        if (!sameRound) {
            return WalEnd.SALTS_DIFFER;
        }
        if (frame.pageNumber() == 0) {
            return WalEnd.PAGE_NUMBER_ZERO;
        }
        return frame.checksum() == WalFrameScan.Checksum.RIGHT ? null : WalEnd.CHECKSUM_FAILS;
    }

    private void addValid(WalFrameScan frame) {
        if (validFrames == committedFrames) {
            transaction = transactions + 1;
        }
        validFrames++;
        if (frame.commit() != 0) {
            committedFrames = validFrames;
            transactions++;
            commit = frame.commit();
        }
    }

    private void addOther(WalFrameScan frame) {
        if (runFrames > 0 && (frame.salt1() != runSalt1 || frame.salt2() != runSalt2)) {
            endRun();
        }
        if (runFrames == 0) {
            runSalt1 = frame.salt1();
            runSalt2 = frame.salt2();
            runFirst = frame.frameNumber();
            roundCount++;
        }
        runFrames++;
        runCommits += frame.commit() != 0 ? 1 : 0;
        otherRoundFrames++;
    }

    private void endRun() {
        if (runFrames > 0 && rounds.size() < WalSurvey.MAX_ROUNDS) {
            rounds.add(new WalSurvey.Round(runSalt1, runSalt2, runFirst, runFrames, runCommits));
        }
        runFrames = 0;
        runCommits = 0;
    }

    /** The transaction of the valid frame that was added last. */
    long transaction() {
        return transaction;
    }

    /**
     * At the end of the file.
     *
     * @param frames all that were added
     * @param pageBytes the size of the page in each
     * @param trailingBytes what is left behind them
     */
    WalSurvey finish(long frames, int pageBytes, long trailingBytes) {
        endRun();
        long frameBytes = WalLayout.FRAME_HEADER_BYTES + (long) pageBytes;
        WalEnd reason = end;
        if (reason == null) {
            reason = trailingBytes == 0 ? WalEnd.END_OF_FILE : WalEnd.CUT_SHORT;
        }
        return new WalSurvey(
                file,
                rawHeader.byteCount() + frames * frameBytes + trailingBytes,
                rawHeader,
                frames,
                validFrames,
                committedFrames,
                transactions,
                commit,
                reason,
                header == null ? 0 : WalLayout.HEADER_BYTES + validFrames * frameBytes,
                cutOffFrames,
                lostTransactions,
                firstLostCommit,
                otherRoundFrames,
                rounds,
                roundCount,
                trailingBytes);
    }
}
