package dev.ltx4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 64, 1000})
    void eachDatabaseIsInExactlyOneShard(int count) {
        for (int database = 0; database < 200; database++) {
            String identity = "/data/tenant-" + database + ".db";
            assertThat(IntStream.range(0, count).filter(index -> new Shard(index, count).contains(identity)))
                    .hasSize(1);
        }
    }

    /** Of 100,000 databases each of 8 shards has 12,500, give or take what chance does (4 standard deviations). */
    @Test
    void sharesAreAboutEqual() {
        for (int index = 0; index < 8; index++) {
            Shard shard = new Shard(index, 8);
            assertThat(IntStream.range(0, 100_000).filter(number -> shard.contains("tenants/" + number + ".db")))
                    .hasSizeBetween(12_082, 12_918);
        }
    }

    /** Others may divide the work with another program: the rule must stay. */
    @ParameterizedTest
    @CsvSource({"/data/app.db,4", "/data/ä.db,5", "'',4", "tenants/a/app.db,1"})
    void shareIsTheOneThatTheSumGives(String identity, int index) {
        assertThat(new Shard(index, 8).contains(identity)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "8/8", "-1/8", "1/0", "0/0", "0/65537", "1/8/2", "a/b", " 0/8", "0/8 ", "9999999/8"})
    void whatIsNoShardIsRefused(String text) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)not a shard .*|shards count from 0.*|there can be 1 to 65536 shards, not .*");
    }

    @Test
    void textIsReadBack() {
        assertThat(Shard.parse("7/8")).isEqualTo(new Shard(7, 8)).hasToString("7/8");
        assertThat(Shard.parse("0/1")).isEqualTo(Shard.WHOLE);
    }
}
