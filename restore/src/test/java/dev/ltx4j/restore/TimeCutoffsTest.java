package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeCutoffsTest {
    private final ReplicaListing listing = Listings.listing("0:1@1 0:2@3 0:3@2 0:4@5 1:1-4@5 9:1-2@4");

    @Test
    void onlyFilesMadeStrictlyBeforeCount() {
        TimeCutoffs cutoffs = TimeCutoffs.before(listing, Instant.ofEpochSecond(3));
        assertThat(cutoffs.includes(0, 0)).isTrue();
        assertThat(cutoffs.includes(0, 1)).isFalse();
        assertThat(cutoffs.includes(0, 2)).isTrue();
        assertThat(cutoffs.count(0)).isEqualTo(2);
        assertThat(cutoffs.count(1)).isZero();
        assertThat(cutoffs.count(9)).isZero();
    }

    @Test
    void aNanosecondDecides() {
        assertThat(TimeCutoffs.before(listing, Instant.ofEpochSecond(4)).count(9))
                .isZero();
        assertThat(TimeCutoffs.before(listing, Instant.ofEpochSecond(4, 1)).count(9))
                .isEqualTo(1);
    }

    @Test
    void withoutATimestampAllCount() {
        TimeCutoffs cutoffs = TimeCutoffs.none(listing);
        assertThat(cutoffs.count(0)).isEqualTo(4);
        assertThat(cutoffs.includes(1, 0)).isTrue();
        assertThat(cutoffs.includes(9, 0)).isTrue();
    }

    @Test
    void numbersOfFilesAreThoseOfTheFirst() {
        TimeCutoffs cutoffs = TimeCutoffs.ofCounts(3, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        assertThat(cutoffs.includes(0, 2)).isTrue();
        assertThat(cutoffs.includes(0, 3)).isFalse();
        assertThat(cutoffs.includes(1, 0)).isFalse();
        assertThat(cutoffs.includes(9, 0)).isTrue();
        assertThatThrownBy(() -> TimeCutoffs.ofCounts(1, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
