package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand random files each way between here and the Go library: what one side writes the other reads, to the last
 * field of the header, byte of a page and entry of the index.
 */
@Tag("interop")
class GoPeerFilesTest {
    private static final int FILES = 10_000;
    private static final int FILES_A_PROCESS = 500;
    private static final String SEED = "ltx4j.interop.seed";

    @TempDir
    private Path folder;

    private final Map<String, Integer> counts = new TreeMap<>();
    private Path files = Path.of("");
    private GoPeer peer;

    @BeforeEach
    void findTheProgram() throws Exception {
        peer = new GoPeer(folder);
    }

    /** Something to do with some files at a time. */
    private interface Batch {
        void run(Map<String, SampleFile> samples, Random random) throws Exception;
    }

    @Test
    void whatIsWrittenHereIsReadByGo() throws Exception {
        forEachBatch((samples, random) -> {
            Map<String, String> expected = new LinkedHashMap<>();
            for (var sample : samples.entrySet()) {
                PageEncoding encoding = random.nextInt(3) == 0 ? PageEncoding.LZ4_FRAME : PageEncoding.LZ4_BLOCK;
                byte[] file = sample.getValue().write(encoding);
                Files.write(files.resolve(sample.getKey()), file);
                expected.put(sample.getKey(), SampleFile.describe(file));
                count(sample.getValue());
                count("with LZ4 " + (encoding == PageEncoding.LZ4_FRAME ? "frames" : "blocks"));
            }
            Map<String, GoPeer.Answer> answers = peer.read(files);
            assertThat(answers.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, says) ->
                    assertThat(answers.get(name)).as("%s", name).isEqualTo(new GoPeer.Answer(says, "")));
        });
        System.out.println("interop: " + FILES + " files written here are read equally by Go: " + counts);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isGreaterThan(100));
    }

    /** The Go library writes no deletion without database checksums, although it reads them; nothing else is refused. */
    @Test
    void whatGoWritesIsReadHere() throws Exception {
        int[] refused = {0};
        forEachBatch((samples, random) -> {
            Map<String, GoPeer.Answer> written = peer.write(samples, files);
            Map<String, GoPeer.Answer> read = peer.read(files);
            for (var sample : samples.entrySet()) {
                SampleFile content = sample.getValue();
                GoPeer.Answer answer = written.get(sample.getKey());
                if (content.header().commit() == 0 && !content.header().hasDatabaseChecksums()) {
                    assertThat(answer.error()).isEqualTo("post-apply checksum must be empty for zero-length database");
                    refused[0]++;
                    continue;
                }
                assertThat(answer.error()).as("%s", content.instruction()).isEmpty();
                byte[] file = Files.readAllBytes(files.resolve(sample.getKey()));
                String says = SampleFile.describe(file);
                assertThat(says).isEqualTo(read.get(sample.getKey()).says());
                // Frames may have other sizes, since the compressor is another; all else is what was asked for.
                assertThat(withoutIndex(says))
                        .isEqualTo(withoutIndex(SampleFile.describe(content.write(PageEncoding.LZ4_BLOCK))));
                count(content);
            }
        });
        System.out.println("interop: " + (FILES - refused[0]) + " files written by Go are read equally here: " + counts
                + "; Go refuses to write the other " + refused[0] + ", deletions without database checksums");
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isGreaterThan(100));
        assertThat(refused[0]).isPositive().isLessThan(FILES / 10);
    }

    private void forEachBatch(Batch batch) throws Exception {
        long seed = Long.getLong(SEED, System.nanoTime());
        System.out.println("interop: " + getClass().getSimpleName() + " with -D" + SEED + "=" + seed);
        Random random = new Random(seed);
        Throwable[] failure = {null};
        JqwikSession.run(() -> {
            try {
                RandomGenerator<SampleFile> generator = SampleFiles.any().generator(1000, true);
                for (int done = 0; done < FILES; done += FILES_A_PROCESS) {
                    files = Files.createDirectory(folder.resolve("files"));
                    Map<String, SampleFile> samples = new LinkedHashMap<>();
                    for (int i = 0; i < FILES_A_PROCESS; i++) {
                        samples.put(
                                "%05d.ltx".formatted(done + i),
                                generator.next(random).value());
                    }
                    batch.run(samples, random);
                    Fixture.deleteTree(files);
                }
            } catch (Throwable t) {
                failure[0] = t;
            }
        });
        if (failure[0] instanceof Error error) {
            throw error;
        }
        if (failure[0] instanceof Exception exception) {
            throw exception;
        }
    }

    private static String withoutIndex(String says) {
        return says.replaceAll(" index=.*? post=", " post=").replaceAll(" file=.*", "");
    }

    private void count(SampleFile sample) {
        LtxHeader header = sample.header();
        count("of page size " + header.pageSize());
        count(header.isSnapshot() ? "snapshots" : "increments");
        count(header.hasDatabaseChecksums() ? "with checksums" : "without checksums");
        if (header.commit() == 0) {
            count("deletions");
        }
        if (header.timestampMillis() < 0) {
            count("before 1970");
        }
        if (header.range().max().value() < 0) {
            count("with TXIDs above 2^63");
        }
        if (header.walOffset() != 0) {
            count("from a WAL");
        }
        if (sample.pages().containsKey(header.pageSize().lockPage() + 1)) {
            count("with the page behind the lock page");
        }
        if (sample.pages().containsKey(LtxFormat.MAX_COMMIT)) {
            count("with the last page number there is");
        }
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}
