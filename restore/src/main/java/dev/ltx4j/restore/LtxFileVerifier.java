package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.ltx.ParallelLtxReader;
import dev.ltx4j.ltx.TxidRange;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Verifies single LTX files in full: every rule of the format, every checksum, and the name against the header. */
@Experimental
public final class LtxFileVerifier implements AutoCloseable {
    private final WorkerThreads threads;
    private final int workers;
    private final ParallelLtxReader reader;

    /**
     * Starts no thread yet.
     *
     * @param workers how many threads work on a file, the caller included; 1 or more, 64 are the most
     */
    public LtxFileVerifier(int workers) {
        int most = Math.min(workers, Restorer.MAX_WORKERS);
        this.workers = most;
        threads = new WorkerThreads(most);
        reader = new ParallelLtxReader(threads, most);
    }

    /**
     * Verifies a file.
     *
     * @param in the file from its first byte; not closed
     * @param location its name for errors; if the last part is that of an LTX file, it is held against the header
     * @return what the file holds
     * @throws FileFormatException if the file is damaged, of another version, or contradicts its name
     */
    public LtxSummary verify(InputStream in, String location) throws IOException {
        LtxSummary summary = read(in, location);
        String name = location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\')) + 1);
        Optional<TxidRange> promised = LtxFileName.parse(name);
        if (promised.isPresent() && !promised.get().equals(summary.header().range())) {
            throw nameContradictsHeader(location, summary);
        }
        return summary;
    }

    /** Verifies a file without a look at its name. */
    LtxSummary read(InputStream in, String location) throws IOException {
        return read(in, location, batch -> {});
    }

    /** The same, and gives its pages to somebody; what is made of them counts only when this has returned. */
    LtxSummary read(InputStream in, String location, PageConsumer pages) throws IOException {
        return reader.read(in, location, pages);
    }

    /** Brings files of a store in their order, with the same workers. */
    FilesInTurn inTurn(ReplicaStore store, LongConsumer progress) {
        return new FilesInTurn(store, reader, threads, workers, progress);
    }

    static MalformedFileException nameContradictsHeader(String location, LtxSummary summary) {
        return new MalformedFileException(
                location,
                FileFormatException.NO_OFFSET,
                FileFormatException.NO_PAGE,
                "the header says TXIDs " + summary.header().range() + ", which contradicts the name");
    }

    @Override
    public void close() {
        threads.close();
    }
}
