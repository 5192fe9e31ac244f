package dev.ltx4j.replica.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.ForgedReplica;
import dev.ltx4j.fixtures.ForgedReplica.ForgedFile;
import dev.ltx4j.fixtures.s3.S3Server;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreVisitor;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that were announced are asked for ahead; the answers are those that one would get without. */
class StatsAheadTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<ForgedFile> files =
            ForgedReplica.ofLevelZero(100, txid -> START.plusSeconds(txid)).files();
    private final List<String> keys = files.stream().map(ForgedFile::key).toList();
    private S3Server server;
    private S3Store store;

    @BeforeEach
    void open() throws IOException {
        server = new S3Server();
        files.forEach(file -> server.put("a/" + file.key(), file.content(), file.created()));
        store = S3Store.open(Buckets.settings(server, "a").build());
        store.list("", new StoreVisitor() {
            @Override
            public void file(StoreFile file) {}

            @Override
            public void folder(String folder) {}
        });
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @Test
    void eachIsAskedForOnceAndAnsweredAsEver() throws IOException {
        store.expectStats(keys);

        for (ForgedFile file : files) {
            StoreFile stat = store.stat(file.key()).orElseThrow();
            assertThat(stat.modified()).isEqualTo(file.created());
            assertThat(stat.size()).isEqualTo(file.content().length);
        }
        assertThat(server.requests("head")).isEqualTo(keys.size());
        assertThat(store.requests().head()).isEqualTo(keys.size());
    }

    @Test
    void anyOrderAndFilesThatWereNotAnnouncedAreFine() throws IOException {
        store.expectStats(keys.subList(0, 50));

        for (int i = files.size() - 1; i >= 0; i--) {
            assertThat(store.stat(keys.get(i)).orElseThrow().modified())
                    .isEqualTo(files.get(i).created());
        }
    }

    @Test
    void aVanishedFileIsEmptyAndTheOthersAreAnswered() throws IOException {
        server.remove("a/" + keys.get(3));
        store.expectStats(keys);

        for (String key : keys) {
            assertThat(store.stat(key).isEmpty()).as(key).isEqualTo(key.equals(keys.get(3)));
        }
    }

    @Test
    void onlyAFewAreAskedForWhenNobodyWantsThem() throws IOException {
        store.expectStats(keys);
        store.expectStats(List.of());

        assertThat(store.stat(keys.get(0))).isPresent();
        assertThat(server.requests("head")).isLessThanOrEqualTo(S3Requests.MAX_THREADS + 1);
    }
}
