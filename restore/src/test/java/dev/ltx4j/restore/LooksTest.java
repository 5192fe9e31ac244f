package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.ltx.Txid;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a replica is looked at does not depend on how many files it has. */
class LooksTest {
    private static final int FEW = 1_000;
    private static final int MANY = 20_000;

    private interface Question {
        void ask(MemoryStore store, int transactions) throws Exception;
    }

    @Test
    void aPlanToTheLatestStateOpensAFewFiles() throws Exception {
        assertSameLooks((store, transactions) -> plan(store, RestoreTarget.LATEST));
    }

    @Test
    void aPlanToATxidOpensAFewFiles() throws Exception {
        assertSameLooks((store, transactions) -> plan(store, new RestoreTarget.AtTxid(new Txid(transactions / 2 + 7))));
    }

    @Test
    void aPlanToATimestampOpensAFewFiles() throws Exception {
        assertSameLooks((store, transactions) ->
                plan(store, new RestoreTarget.Before(Instant.ofEpochSecond(transactions / 2 + 7))));
    }

    @Test
    void coverageOpensAFewFiles() throws Exception {
        assertSameLooks((store, transactions) -> Coverage.read(store));
    }

    @Test
    void aDoctorOpensAFewFiles() throws Exception {
        assertSameLooks((store, transactions) -> new ReplicaDoctor(store, "memory").examine());
    }

    private static void plan(MemoryStore store, RestoreTarget target) throws IOException {
        assertThat(Restorer.builder(store).target(target).build().plan().inputBytes())
                .isPositive();
    }

    private static void assertSameLooks(Question question) throws Exception {
        MemoryStore few = replica(FEW);
        question.ask(few, FEW);
        MemoryStore many = replica(MANY);
        question.ask(many, MANY);

        assertThat(many.listed()).hasSameSizeAs(few.listed());
        assertThat(many.opened()).hasSameSizeAs(few.opened()).hasSizeLessThan(20);
        for (String folder : List.of("ltx/0/", "ltx/1/", "ltx/2/", "ltx/9/")) {
            assertThat(many.listed()).as("listings of " + folder).containsOnlyOnce(folder);
        }
    }

    private static MemoryStore replica(int transactions) {
        MemoryStore store = new MemoryStore();
        addLevel(store, 0, 1, transactions);
        addLevel(store, 1, 10, transactions);
        addLevel(store, 2, 100, transactions);
        for (int txid = transactions / 10; txid < transactions; txid += transactions / 10) {
            add(store, Listings.file(9, 1, txid, Instant.ofEpochSecond(txid)));
        }
        return store;
    }

    private static void addLevel(MemoryStore store, int level, int perFile, int transactions) {
        for (int txid = 1; txid + perFile - 1 <= transactions; txid += perFile) {
            int last = txid + perFile - 1;
            add(store, Listings.file(level, txid, last, Instant.ofEpochSecond(last)));
        }
    }

    private static void add(MemoryStore store, LtxFile file) {
        store.put(file.key(), file.created(), MemoryStore.header(file, file.created()));
    }
}
