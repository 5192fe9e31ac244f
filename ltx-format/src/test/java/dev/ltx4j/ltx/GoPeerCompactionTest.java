package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.sqlite.PageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Go library's compactor and ours make the same of the same files. */
@Tag("interop")
class GoPeerCompactionTest {
    private static final int HISTORIES = 600;
    private static final int NO_CHECKSUM = 2;
    private static final String SEED = "ltx4j.interop.seed";

    @TempDir
    private Path folder;

    private final Map<Path, GoPeer.Job> jobs = new LinkedHashMap<>();
    private Random random = new Random();
    private GoPeer peer;
    private Path merged = Path.of("");

    @BeforeEach
    void findTheProgram() throws Exception {
        peer = new GoPeer(folder);
        merged = Files.createDirectory(folder.resolve("merged"));
        long seed = Long.getLong(SEED, System.nanoTime());
        System.out.println("interop: " + getClass().getSimpleName() + " with -D" + SEED + "=" + seed);
        random = new Random(seed);
    }

    /** Files of the Go encoder: payloads are copied here and made again there, and come out the same to the byte. */
    @Test
    void mergedFilesOfTheGoEncoderHaveTheSameBytes() throws Exception {
        Path inputs = Files.createDirectory(folder.resolve("inputs"));
        List<RandomHistory> histories = new ArrayList<>();
        for (int i = 0; i < HISTORIES; i++) {
            RandomHistory history = history();
            Map<String, SampleFile> samples = named(i, history.samples(1 + random.nextInt(8)));
            Map<String, GoPeer.Answer> written = peer.write(samples, inputs);
            // Deletions without checksums are what the Go encoder does not write, nor its compactor.
            if (written.values().stream().noneMatch(GoPeer.Answer::isRefused)) {
                histories.add(history);
                addJob(i, 0, samples.keySet().stream().map(inputs::resolve).toList());
            }
        }
        int equal = 0;
        for (var answer : peer.compact(jobs).entrySet()) {
            Path path = merged.resolve(answer.getKey());
            boolean checksums = ours(jobs.get(path), LtxCompactor.create())[7] != NO_CHECKSUM;
            if (checksums) {
                assertThat(answer.getValue().error()).isEmpty();
                assertThat(ours(jobs.get(path), LtxCompactor.create())).isEqualTo(Files.readAllBytes(path));
                equal++;
            } else {
                assertThat(answer.getValue().error())
                        .as("flags 0 where the inputs keep no checksums")
                        .isNotEmpty();
            }
        }
        jobs.replaceAll((path, job) -> new GoPeer.Job(NO_CHECKSUM, job.inputs()));
        int equalWithout = 0;
        int refused = 0;
        for (var answer : peer.compact(jobs).entrySet()) {
            Path path = merged.resolve(answer.getKey());
            byte[] ours = ours(jobs.get(path), LtxCompactor.create().withoutDatabaseChecksums());
            if (answer.getValue().isRefused()) {
                // It takes over checksums that it then finds do not belong there.
                assertThat(answer.getValue().error())
                        .containsAnyOf(
                                "pre-apply checksum not allowed",
                                "post-apply checksum not allowed",
                                "post-apply checksum must be empty for zero-length database");
                assertThat(LtxFiles.read(ours).summary().header().hasDatabaseChecksums())
                        .isFalse();
                refused++;
            } else {
                assertThat(ours).isEqualTo(Files.readAllBytes(path));
                equalWithout++;
            }
        }
        System.out.println("interop: " + histories.size() + " histories of files by Go: " + equal
                + " merged with checksums and " + equalWithout + " without have the same bytes; " + refused
                + " whose checksums were to be dropped, or that end deleted, only ours merges");
        assertThat(Math.min(equal, Math.min(equalWithout, refused))).isGreaterThan(HISTORIES / 10);
    }

    /** Files of ours with pages as blocks or frames: the payloads differ, nothing else does. */
    @Test
    void mergedFilesOfOursHoldTheSame() throws Exception {
        Path inputs = Files.createDirectory(folder.resolve("inputs"));
        int deleted = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<byte[]> files = history().files(1 + random.nextInt(8));
            List<Path> paths = new ArrayList<>();
            for (byte[] file : files) {
                paths.add(Files.write(inputs.resolve(i + "-" + paths.size() + ".ltx"), file));
            }
            int flags = files.get(files.size() - 1)[7];
            addJob(i, flags, paths);
        }
        Map<String, GoPeer.Answer> answers = peer.compact(jobs);
        Map<String, GoPeer.Answer> read = peer.read(merged);
        for (var answer : answers.entrySet()) {
            GoPeer.Job job = jobs.get(merged.resolve(answer.getKey()));
            byte[] ours = ours(job, LtxCompactor.create());
            if (answer.getValue().isRefused()) {
                assertThat(answer.getValue().error())
                        .isEqualTo("close encoder: post-apply checksum must be empty for zero-length database");
                assertThat(LtxFiles.read(ours).summary().header().commit()).isZero();
                deleted++;
            } else {
                byte[] theirs = Files.readAllBytes(merged.resolve(answer.getKey()));
                assertThat(LtxFiles.read(ours).pages())
                        .isEqualTo(LtxFiles.read(theirs).pages());
                assertThat(withoutIndex(SampleFile.describe(ours)))
                        .isEqualTo(withoutIndex(read.get(answer.getKey()).says()));
            }
        }
        System.out.println(
                "interop: " + (HISTORIES - deleted) + " histories of files by ours hold the same when merged; "
                        + deleted + " that end deleted, without checksums, only ours merges");
        assertThat(deleted).isLessThan(HISTORIES / 4);
    }

    /** Any range of the golden chains, not only those of the answer sheets. */
    @Test
    void everyRangeOfTheGoldenChainsHasTheSameBytes() throws Exception {
        for (String chain : Fixture.names("ltx-chain")) {
            List<Path> files = Fixture.open(chain).files(".ltx").stream()
                    .filter(path -> path.getParent().endsWith("l0"))
                    .toList();
            for (int from = 0; from < files.size(); from++) {
                for (int to = from + 1; to <= files.size(); to++) {
                    jobs.put(
                            merged.resolve("%s-%02d-%02d.ltx".formatted(chain, from, to)),
                            new GoPeer.Job(0, files.subList(from, to)));
                }
            }
        }
        int equal = 0;
        for (var answer : peer.compact(jobs).entrySet()) {
            Path path = merged.resolve(answer.getKey());
            assertThat(answer.getValue().error()).isEmpty();
            assertThat(ours(jobs.get(path), LtxCompactor.create())).isEqualTo(Files.readAllBytes(path));
            equal++;
        }
        System.out.println("interop: " + equal + " ranges of the golden chains have the same bytes when merged");
        assertThat(equal).isEqualTo(Fixture.names("ltx-chain").size() * 20 * 21 / 2);
    }

    /** What the answer sheets name is what the library reads in the golden files. */
    @Test
    void theGoldenCompactionsAreWhatTheirAnswerSheetsSay() throws Exception {
        for (String chain : Fixture.names("ltx-chain")) {
            Fixture fixture = Fixture.open(chain);
            Map<String, GoPeer.Answer> answers = peer.read(fixture.folder().resolve("compact"));
            assertThat(answers).hasSize(8);
            for (var answer : fixture.answers().get("compact").properties()) {
                String says = answers.get(answer.getKey()).says();
                byte[] file =
                        Files.readAllBytes(fixture.folder().resolve("compact").resolve(answer.getKey()));
                assertThat(SampleFile.describe(file)).isEqualTo(says);
                String[] words = says.split(" ");
                assertThat(answer.getValue().asText())
                        .isEqualTo("ok " + words[3] + "-" + words[4] + " " + words[12].replaceAll(":.*", "")
                                + " commit=" + words[2] + " " + words[14]);
            }
        }
    }

    private RandomHistory history() {
        RandomHistory.Start[] starts = RandomHistory.Start.values();
        RandomHistory.Start start = starts[random.nextInt(starts.length)];
        boolean complete = start == RandomHistory.Start.SNAPSHOT || random.nextBoolean();
        return new RandomHistory(
                PageSize.of(512 << random.nextInt(8)), start, complete && random.nextBoolean(), complete, random);
    }

    private static Map<String, SampleFile> named(int history, List<SampleFile> samples) {
        Map<String, SampleFile> named = new LinkedHashMap<>();
        samples.forEach(sample -> named.put(history + "-" + named.size() + ".ltx", sample));
        return named;
    }

    private void addJob(int number, int flags, List<Path> inputs) {
        jobs.put(merged.resolve("%05d.ltx".formatted(number)), new GoPeer.Job(flags, inputs));
    }

    private static byte[] ours(GoPeer.Job job, LtxCompactor compactor) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (Path input : job.inputs()) {
            files.add(Files.readAllBytes(input));
        }
        return LtxFiles.compact(compactor, files);
    }

    private static String withoutIndex(String says) {
        return says.replaceAll(" index=.*? post=", " post=").replaceAll(" file=.*", "");
    }
}
