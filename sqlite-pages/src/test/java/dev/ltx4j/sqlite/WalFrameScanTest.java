package dev.ltx4j.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.WalFrameScan.Checksum;
import dev.ltx4j.sqlite.WalFrameScan.Standing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All frames of a log: where it ends as recovery says, and what stands behind. */
class WalFrameScanTest {
    private static final int PAGE = 512;
    private static final int FRAME = 24 + PAGE;

    /** A frame as text: its standing and checksum by their first letters. */
    private record Scanned(WalSurvey survey, List<String> frames) {}

    @Test
    void goldenLogsHaveTheCommittedFramesThatSqliteFound() throws Exception {
        Fixture fixture = Fixture.open("wal");
        int damaged = 0;
        int leftOver = 0;
        for (Map.Entry<String, JsonNode> pair : fixture.answers().properties()) {
            String name = pair.getKey();
            byte[] wal = Files.readAllBytes(fixture.folder().resolve(name + ".db-wal"));
            Scanned scanned = scan(wal);
            WalSurvey survey = scanned.survey();
            assertThat(survey.committedFrames())
                    .as(name)
                    .isEqualTo(pair.getValue().get("wal_frames_committed").asLong());
            requireAsRecovery(wal, survey);
            String kind = name.substring(0, name.indexOf('-'));
            switch (kind) {
                case "flip" -> {
                    assertThat(survey.end()).isEqualTo(WalEnd.CHECKSUM_FAILS);
                    assertThat(survey.lostTransactions()).as(name).isPositive();
                    assertThat(survey.firstLostCommit()).isGreaterThan(survey.validFrames());
                    assertThat(scanned.frames().stream()
                                    .filter(text -> text.endsWith("W"))
                                    .count())
                            .isEqualTo(1);
                }
                case "header" -> {
                    assertThat(survey.isHeaderBroken()).isTrue();
                    int pageBytes = Integer.parseInt(name.substring(name.indexOf('-') + 1));
                    assertThat(survey.frames()).isEqualTo((wal.length - 32) / (24 + pageBytes));
                    assertThat(survey.lostTransactions()).isGreaterThan(5);
                }
                case "wrapped", "uncommitted", "shrunk" -> {
                    if (survey.end() == WalEnd.SALTS_DIFFER) {
                        assertThat(survey.roundCount()).isEqualTo(1);
                        assertThat(survey.rounds().get(0).age(survey.header())).isEqualTo(1);
                        assertThat(survey.rounds().get(0).commits()).isPositive();
                        leftOver++;
                    }
                    assertThat(survey.validFrames() + survey.cutOffFrames() + survey.otherRoundFrames())
                            .isEqualTo(survey.frames());
                }
                default ->
                    assertThat(survey.otherRoundFrames() + survey.cutOffFrames())
                            .as(name)
                            .isZero();
            }
            assertThat(survey.isDamaged()).as(name).isEqualTo(kind.equals("flip") || kind.equals("header"));
            damaged += survey.isDamaged() ? 1 : 0;
        }
        assertThat(damaged).isEqualTo(16);
        assertThat(leftOver).isGreaterThan(8);
    }

    @Test
    void oneChangedByteMakesOneFrameWrongAndLosesTheCommitsBehindIt() throws Exception {
        byte[] wal = sixFrames();
        wal[32 + 2 * FRAME + 100] ^= 1;
        Scanned scanned = scan(wal);
        assertThat(scanned.frames()).containsExactly("1:VR", "1:VR", "0:CW", "0:CR", "0:CR", "0:CR");
        assertThat(scanned.survey().lostTransactions()).isEqualTo(2);
        assertThat(scanned.survey().firstLostCommit()).isEqualTo(4);
        assertThat(scanned.survey().isDamaged()).isTrue();
        assertThat(scanned.survey().endOffset()).isEqualTo(32 + 2 * FRAME);

        byte[] storedSum = sixFrames();
        storedSum[32 + 2 * FRAME + 16] ^= 1;
        assertThat(scan(storedSum).frames()).containsExactly("1:VR", "1:VR", "0:CW", "0:CW", "0:CR", "0:CR");

        byte[] salt = sixFrames();
        salt[32 + 2 * FRAME + 8] ^= 1;
        assertThat(scan(salt).frames()).containsExactly("1:VR", "1:VR", "0:OR", "0:CR", "0:CR", "0:CR");
        assertThat(scan(salt).survey().lostTransactions()).isEqualTo(2);

        byte[] zeros = sixFrames();
        Arrays.fill(zeros, 32 + 2 * FRAME, 32 + 3 * FRAME, (byte) 0);
        assertThat(scan(zeros).frames()).containsExactly("1:VR", "1:VR", "0:OU", "0:CU", "0:CR", "0:CR");
        assertThat(scan(zeros).survey().lostTransactions()).isEqualTo(1);
    }

    @Test
    void theLastFrameHalfWrittenIsNoDamage() throws Exception {
        byte[] wal = sixFrames();
        wal[wal.length - 1] ^= 1;
        WalSurvey survey = scan(wal).survey();
        assertThat(survey.end()).isEqualTo(WalEnd.CHECKSUM_FAILS);
        assertThat(survey.cutOffFrames()).isEqualTo(1);
        assertThat(survey.unfinishedFrames()).isEqualTo(1);
        assertThat(survey.isDamaged()).isFalse();
    }

    /** A rolled back transaction leaves frames with the right salts; the next one is written over their start. */
    @Test
    void framesOfARolledBackTransactionAreNoDamage() throws Exception {
        WalForge old = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE).frame(1, 1, 0x11);
        for (int page = 2; page < 9; page++) {
            old.frame(page, 0, page);
        }
        byte[] wal = old.bytes();
        byte[] newer = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE)
                .frame(1, 1, 0x11)
                .frame(2, 0, 0x77)
                .frame(3, 3, 0x78)
                .bytes();
        System.arraycopy(newer, 0, wal, 0, newer.length);
        Scanned scanned = scan(wal);
        assertThat(scanned.frames())
                .startsWith("1:VR", "2:VR", "2:VR", "0:CW", "0:CR")
                .endsWith("0:CR");
        assertThat(scanned.survey().cutOffFrames()).isEqualTo(5);
        assertThat(scanned.survey().isDamaged()).isFalse();
    }

    /** A log of 536-byte frames whose header says anything: the frames are found as long as they go on from one another. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9, 10, 16, 24, 31})
    void framesUnderABrokenHeaderAreFound(int arrayOffset) throws Exception {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            byte[] wal = frames(new WalForge(order, PAGE)).bytes();
            wal[arrayOffset] ^= 0x11;
            Scanned scanned = scan(wal);
            assertThat(scanned.survey().isHeaderBroken()).isTrue();
            assertThat(scanned.survey().header().problem()).isPresent();
            assertThat(scanned.frames()).hasSize(6).allMatch(text -> text.startsWith("0:"));
            assertThat(scanned.frames().subList(1, 6)).allMatch(text -> text.endsWith("R"));
            assertThat(scanned.survey().lostTransactions()).isEqualTo(3);
        }
    }

    @Test
    void whatIsNoLogHasNoFrames() throws Exception {
        byte[] noise = new byte[300_000];
        new Random(3).nextBytes(noise);
        for (byte[] bytes : List.of(new byte[300_000], noise, new byte[33])) {
            Scanned scanned = scan(bytes);
            assertThat(scanned.frames()).isEmpty();
            assertThat(scanned.survey().byteCount()).isEqualTo(bytes.length);
            assertThat(scanned.survey().trailingBytes()).isEqualTo(bytes.length - 32);
            assertThat(scanned.survey().isHeaderBroken()).isTrue();
            assertThat(scanned.survey().lostTransactions()).isZero();
        }
        for (int length = 0; length < 32; length++) {
            WalSurvey survey = scan(new byte[length]).survey();
            assertThat(survey.end()).isEqualTo(length == 0 ? WalEnd.NO_WAL : WalEnd.BAD_HEADER);
            assertThat(survey.isDamaged()).isFalse();
            assertThat(survey.header().problem())
                    .contains("the file ends after " + length + " of the header's 32 bytes");
        }
    }

    /** Each frame with salts of its own: what is kept of them does not grow. */
    @Test
    void roundsAreCountedButFewAreKept() throws Exception {
        WalForge forge = new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE).frame(1, 1, 0x11);
        for (int i = 0; i < 50; i++) {
            forge.frame(2, i % 2, WalForge.SALT_1 - 1 - i / 2, 5, new byte[PAGE]);
        }
        WalSurvey survey = scan(forge.bytes()).survey();
        assertThat(survey.roundCount()).isEqualTo(25);
        assertThat(survey.rounds()).hasSize(WalSurvey.MAX_ROUNDS);
        assertThat(survey.rounds().get(2)).isEqualTo(new WalSurvey.Round(WalForge.SALT_1 - 3, 5, 6, 2, 1));
        assertThat(survey.rounds().get(2).age(survey.header())).isEqualTo(3);
        assertThat(survey.otherRoundFrames()).isEqualTo(50);
        assertThat(survey.isDamaged()).isFalse();
    }

    @Test
    void anUnknownVersionIsRefusedAndTheSurveyComesLast() throws Exception {
        assertThatThrownBy(() -> scan(new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE, 3007001).bytes()))
                .isInstanceOf(UnsupportedFileException.class);
        try (WalFrameScan scan = new WalFrameScan(new ByteArrayInputStream(sixFrames()), "a.db-wal")) {
            assertThatIllegalStateException().isThrownBy(scan::survey);
        }
    }

    /** Any bytes, and sound logs with some bytes changed or cut: the same end as recovery finds, and no other trouble. */
    @Property(tries = 3000)
    void itEndsWhereRecoveryEnds(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] wal = randomLog(random);
        for (int change = random.nextInt(4); change > 0; change--) {
            int span = random.nextBoolean() ? Math.min(wal.length, 80) : wal.length;
            wal[random.nextInt(span)] = (byte) (random.nextBoolean() ? random.nextInt() : 0);
        }
        byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(wal, random.nextInt(wal.length + 1)) : wal;
        try {
            WalSurvey survey = scan(cut).survey();
            requireAsRecovery(cut, survey);
            assertThat(survey.byteCount()).isEqualTo(cut.length);
            assertThat(survey.validFrames() + survey.cutOffFrames() + survey.otherRoundFrames())
                    .isEqualTo(survey.frames());
        } catch (UnsupportedFileException e) {
            assertThat(e.fileOffset()).isEqualTo(4);
        }
    }

    private static byte[] randomLog(Random random) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[1 + random.nextInt(5000)];
            random.nextBytes(noise);
            return noise;
        }
        WalForge forge = new WalForge(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, PAGE);
        for (int frame = random.nextInt(8); frame >= 0; frame--) {
            long page = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(9);
            int salt = random.nextInt(5) == 0 ? 1 : 0;
            byte[] content = new byte[PAGE];
            random.nextBytes(content);
            forge.frame(page, random.nextInt(3), WalForge.SALT_1 - salt, WalForge.SALT_2, content);
        }
        return forge.bytes();
    }

    private static void requireAsRecovery(byte[] wal, WalSurvey survey) throws IOException {
        WalRecovery recovery = WalRecovery.scan(new ByteArrayInputStream(wal), "a.db-wal");
        assertThat(survey.validFrames()).isEqualTo(recovery.validFrames());
        assertThat(survey.committedFrames()).isEqualTo(recovery.committedFrames());
        assertThat(survey.commit()).isEqualTo(recovery.commit());
        assertThat(survey.end()).isEqualTo(recovery.end());
        assertThat(survey.endOffset()).isEqualTo(recovery.endOffset());
    }

    /** Pages 1 to 6; a transaction is two frames. */
    private static byte[] sixFrames() {
        return frames(new WalForge(ByteOrder.LITTLE_ENDIAN, PAGE)).bytes();
    }

    private static WalForge frames(WalForge forge) {
        for (int page = 1; page <= 6; page++) {
            forge.frame(page, page % 2 == 0 ? page : 0, 0x10 + page);
        }
        return forge;
    }

    private static Scanned scan(byte[] wal) throws IOException {
        List<String> frames = new ArrayList<>();
        try (WalFrameScan scan = new WalFrameScan(new ByteArrayInputStream(wal), "a.db-wal")) {
            while (scan.next()) {
                assertThat(scan.frameNumber()).isEqualTo(frames.size() + 1L);
                ByteBuffer stored = ByteBuffer.wrap(wal, (int) scan.fileOffset(), 24 + scan.page().length);
                assertThat(scan.pageNumber()).isEqualTo(Integer.toUnsignedLong(stored.getInt()));
                assertThat(scan.commit()).isEqualTo(Integer.toUnsignedLong(stored.getInt()));
                assertThat(scan.salt1()).isEqualTo(stored.getInt());
                assertThat(scan.salt2()).isEqualTo(stored.getInt());
                assertThat(scan.storedChecksum()).isEqualTo(stored.getLong());
                frames.add(scan.transaction() + ":" + letter(scan.standing()) + letter(scan.checksum()));
            }
            assertThat(scan.next()).isFalse();
            return new Scanned(scan.survey(), frames);
        }
    }

    private static String letter(Standing standing) {
        return standing.name().substring(0, 1);
    }

    private static String letter(Checksum checksum) {
        return checksum.name().substring(0, 1);
    }
}
