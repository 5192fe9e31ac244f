package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.PageConsumer;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.UnsupportedFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Reads the LTX files of a replica one by one; what is wrong with one is a finding and no exception. */
final class LtxFileReadings {
    private final ReplicaStore store;
    private final HeaderTimes headers;

    LtxFileReadings(ReplicaStore store) {
        this.store = store;
        this.headers = new HeaderTimes(store);
    }

    /**
     * What reading a file came to.
     *
     * @param summary null if the file was not read to its end, or is not sound
     * @param finding what is wrong with it
     * @param note what is worth knowing and no damage
     */
    record Reading(
            @Nullable LtxSummary summary,
            @Nullable Finding finding,
            @Nullable String note) {
        /** Whether the file is what its name says, all of it. */
        boolean isWhole() {
            return summary != null && finding == null;
        }
    }

    /** Reads a file to its end. */
    Reading whole(LtxFile file, FilesInTurn.Content content, PageConsumer pages) throws IOException {
        return reading(file, () -> {
            String location = store.locationOf(file.key());
            LtxSummary summary = content.read(pages);
            boolean named = summary.header().range().equals(file.range());
            return new Reading(
                    summary,
                    named
                            ? null
                            : Finding.of(
                                    LtxFileVerifier.nameContradictsHeader(location, summary),
                                    Finding.Kind.NAME_CONTRADICTS_HEADER),
                    null);
        });
    }

    /** Reads the header and holds it against the name. */
    Reading header(LtxFile file) throws IOException {
        return reading(file, () -> {
            headers.read(file);
            return new Reading(null, null, null);
        });
    }

    private interface Action {
        Reading run() throws IOException;
    }

    private Reading reading(LtxFile file, Action action) throws IOException {
        String location = store.locationOf(file.key());
        try {
            return action.run();
        } catch (UnsupportedFileException e) {
            return damaged(Finding.of(e, Finding.Kind.UNSUPPORTED_FILE));
        } catch (FileFormatException e) {
            return damaged(Finding.of(e, Finding.Kind.DAMAGED_FILE));
        } catch (NoSuchFileException e) {
            return new Reading(
                    null, null, location + ": disappeared after it was listed, perhaps because its retention ended");
        } catch (InterruptedIOException | StoreUnavailableException e) {
            throw e;
        } catch (IOException e) {
            return damaged(Finding.of(Finding.Kind.DAMAGED_FILE, location, "cannot be read: " + e.getMessage()));
        }
    }

    private static Reading damaged(Finding finding) {
        return new Reading(null, finding, null);
    }
}
