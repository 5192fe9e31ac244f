package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ltx4j.ltx.Txid;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Situations and what becomes of them: the files of the plan, or the reason and the nearest states. */
class RestorePlannerCasesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', useHeadersInDisplayName = false, textBlock = """
            # situation                                               | files                                   | target | plan, or reason below above
            only snapshots, latest                                    | 9:1-3 9:1-8                             | latest | 9:1-8
            only snapshots, the TXID of an older one                  | 9:1-3 9:1-8                             | 3      | 9:1-3
            only snapshots, a TXID between them                       | 9:1-3 9:1-8                             | 5      | TARGET_NOT_REACHABLE 3 8
            only level 0 from 1 on                                    | 0:1 0:2 0:3                             | latest | 0:1 0:2 0:3
            only level 0 from 1 on, a TXID                            | 0:1 0:2 0:3                             | 2      | 0:1 0:2
            only level 1 from 1 on                                    | 1:1-4 1:5-9                             | latest | 1:1-4 1:5-9
            one file                                                  | 0:1                                     | 1      | 0:1
            a snapshot and what follows it                            | 9:1-3 0:3 0:4 0:5                       | latest | 9:1-3 0:4 0:5
            the snapshot is the newest of all                         | 9:1-5 0:3 0:4 0:5                       | latest | 9:1-5
            the snapshot has exactly the TXID                         | 9:1-5 0:4 0:5                           | 5      | 9:1-5
            the newest snapshot is above the TXID                     | 9:1-3 9:1-8 0:4 0:5 0:6                 | 5      | 9:1-3 0:4 0:5
            gap below the snapshot is harmless                        | 0:1 0:3 9:1-4 0:5                       | latest | 9:1-4 0:5
            gap above the snapshot                                    | 9:1-4 0:5 0:7                           | latest | GAP 5 none
            gap above the snapshot, TXID before it                    | 9:1-4 0:5 0:7                           | 5      | 9:1-4 0:5
            gap above the snapshot, TXID behind it                    | 9:1-4 0:5 0:7                           | 7      | GAP 5 none
            gap above the snapshot, TXID inside of it                 | 9:1-4 0:5 0:8                           | 6      | GAP 5 none
            gap on level 0, a newer snapshot bridges it               | 9:1-4 0:5 0:7 9:1-8 0:9                 | latest | 9:1-8 0:9
            gap on level 0, TXID between it and the newer snapshot    | 9:1-4 0:5 0:7 9:1-8 0:9                 | 7      | GAP 5 8
            gap on level 0 is covered by level 1                      | 9:1-4 0:5 0:7 1:5-7                     | latest | 9:1-4 1:5-7
            gap on level 1 is covered by level 2                      | 9:1-2 1:3-4 1:9-10 2:3-8                | latest | 9:1-2 2:3-8 1:9-10
            gap is covered by an overlapping file                     | 9:1-4 0:5 0:8 1:2-7                     | latest | 9:1-4 1:2-7 0:8
            nothing starts with 1                                     | 0:2 0:3                                 | latest | GAP none none
            nothing starts with 1, TXID                               | 1:2-3 0:4                               | 4      | GAP none none
            nothing starts with 1 below the TXID, later snapshot      | 0:2 0:3 9:1-4                           | 3      | GAP none 4
            level 0 is pruned                                         | 9:1-2 1:3-7 0:8 0:9                     | latest | 9:1-2 1:3-7 0:8 0:9
            TXID inside a compacted file                              | 9:1-2 1:3-7 0:8 0:9                     | 5      | TARGET_NOT_REACHABLE 2 7
            TXID inside a compacted file that starts with 1           | 1:1-7 0:8                               | 5      | TARGET_NOT_REACHABLE none 7
            TXID at the end of a compacted file                       | 9:1-2 1:3-7 0:8 0:9                     | 7      | 9:1-2 1:3-7
            TXID inside a compacted file, level 0 half pruned         | 9:1-2 1:3-7 0:6 0:7                     | 6      | TARGET_NOT_REACHABLE 2 7
            TXID inside two compacted files                           | 9:1-2 1:3-7 2:3-9                       | 5      | TARGET_NOT_REACHABLE 2 7
            TXID 0                                                    | 9:1-2 0:3                               | 0      | OUT_OF_BOUNDS none 2
            TXID beyond the last                                      | 9:1-2 0:3                               | 4      | OUT_OF_BOUNDS 3 none
            no files                                                  | ""                                      | latest | NO_BACKUP none none
            no files, TXID                                            | ""                                      | 1      | NO_BACKUP none none
            no files, timestamp                                       | ""                                      | @5     | NO_BACKUP none none
            the longest continuation wins                             | 0:1 0:2 1:2-3 2:2-6 0:3                 | latest | 0:1 2:2-6
            longest that does not pass the TXID                       | 0:1 0:2 1:2-3 2:2-6 0:3 0:4             | 4      | 0:1 1:2-3 0:4
            same end, the smaller first TXID wins                     | 9:1-3 1:3-6 2:4-6                       | latest | 9:1-3 1:3-6
            same range, the higher level wins                         | 9:1-3 1:4-6 3:4-6 2:4-6                 | latest | 9:1-3 3:4-6
            the same ranges on many levels                            | 0:1 1:1 2:1 8:1 0:2 1:2                 | latest | 8:1 1:2
            files below the snapshot that overlap it                  | 9:1-5 2:2-7 1:6-7                       | latest | 9:1-5 2:2-7
            overlapping snapshots                                     | 9:1-5 9:1-6 9:1-7 0:6 0:7 0:8           | 6      | 9:1-6
            a file on level 1 that starts with 1 beats level 0        | 1:1-3 0:1 0:2                           | latest | 1:1-3
            timestamp at a file's time does not include it            | 9:1@1 0:2 0:3 0:4                       | @3     | 9:1 0:2
            timestamp right behind a file's time includes it          | 9:1@1 0:2@20 0:3@30 0:4@40              | @31    | 9:1 0:2 0:3
            snapshot newer than the timestamp                         | 9:1-2@2 0:3 0:4 9:1-4@4 0:5             | @4     | 9:1-2 0:3
            snapshot a little later than level 0 of the same TXID     | 9:1-2@3 0:1 0:2 0:3                     | @3     | 0:1 0:2
            snapshot later than the next transaction                  | 9:1-2@5 0:1 0:2 0:3 0:4@6               | @5     | 0:1 0:2 0:3
            timestamp before everything                               | 9:1-2@5 0:3@6                           | @4     | OUT_OF_BOUNDS none 2
            timestamp at the first time                               | 9:1-2@5 0:3@6                           | @5     | OUT_OF_BOUNDS none 2
            timestamp after the last time, bounds not asked           | 9:1-2@5 0:3@6                           | @9     | 9:1-2 0:3
            timestamp behind a gap                                    | 9:1-2 0:3 0:5 0:6                       | @6     | GAP 3 none
            timestamp before a gap                                    | 9:1-2 0:3 0:5 0:6                       | @5     | 9:1-2 0:3
            timestamp behind a gap that only a later snapshot covers  | 9:1-2 0:3 0:5 0:6 0:7 9:1-7@8           | @7     | GAP 3 7
            timestamp inside a compaction, level 0 pruned             | 9:1-2 1:3-9                             | @5     | 9:1-2
            timestamp inside a compaction, level 0 half pruned        | 9:1-2 1:3-9 0:5 0:6 0:7 0:8 0:9         | @7     | 9:1-2
            the same without a snapshot                               | 1:1-9 0:5 0:6 0:7 0:8 0:9               | @7     | TARGET_NOT_REACHABLE none 9
            later compaction that does not reach the last known       | 9:1-2@2 1:3-4@9 0:5@5 0:6@6             | @7     | GAP 2 4
            times that step back                                      | 0:1@1 0:2@9 0:3@3 0:4@4                 | @5     | GAP 1 2
            times that step back, covered by level 1                  | 0:1@1 0:2@9 0:3@3 1:2-3@3 0:4@4         | @5     | 0:1 1:2-3 0:4
            all times are the same, one earlier timestamp             | 0:1@7 0:2@7 0:3@7                       | @7     | OUT_OF_BOUNDS none 1
            all times are the same, one later timestamp               | 0:1@7 0:2@7 0:3@7                       | @8     | 0:1 0:2 0:3
            damaged snapshot, older one and level 0 are there         | 9:1-2 9:1-4! 0:3 0:4 0:5                | latest | 9:1-2 0:3 0:4 0:5
            damaged snapshot, only level 0 is there                   | 9:1-2! 0:1 0:2 0:3                      | latest | 0:1 0:2 0:3
            damaged snapshot, nothing else starts                     | 9:1-2! 0:3 0:4                          | latest | LOST_TO_DAMAGE none none
            damaged file on level 1, level 0 is there                 | 9:1-2 1:3-4! 0:3 0:4                    | latest | 9:1-2 0:3 0:4
            damaged file on level 0 with a gap behind it              | 9:1-2 0:3! 0:4 0:5                      | latest | LOST_TO_DAMAGE 2 none
            damaged newest file                                       | 9:1-2 0:3 0:4!                          | latest | LOST_TO_DAMAGE 3 none
            damaged newest file, TXID below it                        | 9:1-2 0:3 0:4!                          | 3      | 9:1-2 0:3
            damaged file is the TXID's                                | 9:1-2 0:3! 0:4 9:1-5                    | 3      | LOST_TO_DAMAGE 2 5
            damaged file before the timestamp                         | 9:1-2 0:3! 0:4                          | @4     | LOST_TO_DAMAGE 2 none
            damaged file after the timestamp                          | 9:1-2 0:3 0:4! 0:5                      | @4     | 9:1-2 0:3
            damaged file where it is a gap anyway                     | 9:1-2 0:3! 0:5                          | latest | GAP 2 none
            damaged file that is not needed                           | 9:1-2 0:1! 0:2! 0:3                     | latest | 9:1-2 0:3
            too short a file                                          | 9:1-2 0:3? 0:4                          | latest | LOST_TO_DAMAGE 2 none
            too short a file, covered                                 | 9:1-2 0:3? 0:4 1:3-4                    | latest | 9:1-2 1:3-4
            a file on level 9 that is no snapshot, not needed         | 9:1-2 9:2-4 0:3 0:4                     | latest | 9:1-2 0:3 0:4
            a file on level 9 that is no snapshot, the only one       | 9:1-2 9:3-4                             | latest | LOST_TO_DAMAGE 2 none
            TXID inside a file on level 9 that is no snapshot         | 9:1-2 9:3-6                             | 5      | TARGET_NOT_REACHABLE 2 none
            """)
    void situation(String name, String files, String target, String expected) throws Exception {
        assertThat(outcome(files, target)).isEqualTo(expected.replaceAll("\\s+", " "));
    }

    private static String outcome(String files, String targetText) throws Exception {
        ReplicaListing listing = Listings.listing(files);
        RestoreTarget target = target(targetText);
        TimeCutoffs cutoffs = target instanceof RestoreTarget.Before before
                ? TimeCutoffs.before(listing, before.timestamp())
                : TimeCutoffs.none(listing);
        try {
            return Listings.words(RestorePlanner.plan(listing, cutoffs, target, Listings.damaged(files)));
        } catch (UnrestorableException e) {
            return e.reason() + " " + number(e.below()) + " " + number(e.above());
        }
    }

    private static RestoreTarget target(String text) {
        if (text.equals("latest")) {
            return RestoreTarget.LATEST;
        }
        return text.startsWith("@")
                ? new RestoreTarget.Before(Instant.ofEpochSecond(Long.parseLong(text.substring(1))))
                : new RestoreTarget.AtTxid(new Txid(Long.parseLong(text)));
    }

    private static String number(Optional<RestorableState> state) {
        return state.map(s -> Long.toString(s.txid().value())).orElse("none");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            before the first         | 4  | false
            at the first             | 5  | false
            right behind the first   | 6  | true
            at the last              | 9  | true
            behind the last          | 10 | false
            """)
    void boundsAreAfterTheFirstUpToTheLast(String name, long second, boolean good) throws Exception {
        ReplicaListing listing = Listings.listing("9:1-2@5 0:3@7 0:4@9");
        Instant timestamp = Instant.ofEpochSecond(second);
        RestoreTarget target = new RestoreTarget.Before(timestamp);
        TimeCutoffs cutoffs = TimeCutoffs.before(listing, timestamp);
        TimeBounds bounds = TimeBounds.of(listing).orElseThrow();
        if (good) {
            assertThat(RestorePlanner.planWithin(bounds, listing, cutoffs, target, Set.of())
                            .reachedTime())
                    .isBefore(timestamp);
        } else {
            UnrestorableException e = catchThrowableOfType(
                    UnrestorableException.class,
                    () -> RestorePlanner.planWithin(bounds, listing, cutoffs, target, Set.of()));
            assertThat(e.reason()).isEqualTo(UnrestorableException.Reason.OUT_OF_BOUNDS);
        }
    }
}
