package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @Property
    void everyTxidIsReadFromWhatItPrints(@ForAll long value) {
        Txid txid = new Txid(value);
        assertThat(txid.toString()).hasSize(16);
        assertThat(Txid.parse(txid.toString())).isEqualTo(txid);
    }

    @Property
    void everyRangeIsReadFromTheNameItGives(@ForAll long a, @ForAll long b) {
        Txid min = Long.compareUnsigned(a, b) < 0 ? new Txid(a) : new Txid(b);
        Txid max = Txid.max(new Txid(a), new Txid(b));
        if (min.value() != 0) {
            TxidRange range = new TxidRange(min, max);
            assertThat(LtxFileName.parse(LtxFileName.of(range))).contains(range);
        }
    }

    @Test
    void shortTxidsAndUpperCaseAreAcceptedFromPeople() {
        assertThat(Txid.parse("7")).isEqualTo(new Txid(7));
        assertThat(Txid.parse("00E5")).isEqualTo(new Txid(0xE5));
        assertThat(Txid.parse("ffffffffffffffff").next()).isEqualTo(Txid.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "-1", "+1", " 1", "1 ", "0x1", "00000000000000001", "1_0", "١"})
    void anythingElseIsNoTxid(String text) {
        assertThatThrownBy(() -> Txid.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a TXID (1 to 16 hexadecimal digits): \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0000000000000001-0000000000000002",
                "0000000000000001-0000000000000002.ltx.tmp",
                "0000000000000001_0000000000000002.ltx",
                "0000000000000002-0000000000000001.ltx",
                "0000000000000000-0000000000000001.ltx",
                "000000000000000A-000000000000000B.ltx",
                "1-2.ltx",
                "000000000000000x-0000000000000002.ltx"
            })
    void anythingElseIsNoFileName(String name) {
        assertThat(LtxFileName.parse(name)).isEmpty();
    }

    @Test
    void aFileContinuesAStateWhenItBringsSomethingNewAndLeavesNothingOut() {
        TxidRange range = TxidRange.of(5, 8);
        assertThat(range.continues(new Txid(3))).isFalse();
        assertThat(range.continues(new Txid(4))).isTrue();
        assertThat(range.continues(new Txid(7))).isTrue();
        assertThat(range.continues(new Txid(8))).isFalse();
        assertThat(TxidRange.of(1, -1).continues(Txid.ZERO)).isTrue();
    }
}
