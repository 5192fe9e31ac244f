package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxSummary;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreInputStream;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.UnsupportedFileException;
import dev.ltx4j.v3.GenerationFile;
import dev.ltx4j.v3.GenerationFinding;
import dev.ltx4j.v3.GenerationListing;
import dev.ltx4j.v3.GenerationVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads every file of a replica in full and says what is wrong with it: files that do not verify, names that contradict
 * headers, gaps and disorder inside a level, and the same for generations of the 0.3 layout.
 *
 * <p>What Litestream does on purpose is no damage: levels that overlap, snapshots that overlap, a level 0 whose old files
 * are gone. Memory is bounded by a constant beside the listing. Interrupting the thread stops the work. For one use.
 */
@Experimental
public final class ReplicaVerifier {
    private final ReplicaStore store;
    private final int workers;
    private final RestoreListener listener;
    private final List<LevelSummary> levels = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long files;
    private long bytes;

    /**
     * Prepares to verify a replica; nothing is read yet.
     *
     * @param store the replica; the caller closes it
     * @param workers how many threads decompress and hash, 1 or more
     * @param listener is told of progress
     */
    public ReplicaVerifier(ReplicaStore store, int workers, RestoreListener listener) {
        this.store = store;
        this.workers = workers;
        this.listener = listener;
    }

    /**
     * Verifies the replica. Damage is no exception but a finding.
     *
     * @return what was found
     * @throws UnrestorableException if there is no backup at all
     * @throws StoreUnavailableException if the replica cannot be read
     */
    public VerifyReport verify() throws IOException {
        ReplicaListing listing = ReplicaListing.read(store);
        GenerationListing generations = GenerationListing.read(store);
        ReplicaContents contents =
                new ReplicaContents(listing, generations, CreationTimes.decide(store, listing), Map.of());
        if (contents.isEmpty()) {
            throw UnrestorableException.noBackup(store);
        }
        notes.addAll(contents.notes());
        ProgressCounter progress = new ProgressCounter(
                listing.totalBytes()
                        + generationFiles(generations)
                                .mapToLong(GenerationFile::size)
                                .sum(),
                listener);
        try (LtxFileVerifier verifier = new LtxFileVerifier(workers)) {
            for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
                verifyLevel(level, listing.files(level), verifier, progress);
            }
        }
        for (StoreFile stray : listing.strays()) {
            notes.add(store.locationOf(stray.key()) + ": not an LTX file, left aside");
        }
        verifyGenerations(generations, progress);
        return new VerifyReport(levels, generations.generations().size(), files, bytes, findings, notes);
    }

    private void verifyLevel(int level, List<LtxFile> levelFiles, LtxFileVerifier verifier, ProgressCounter progress)
            throws IOException {
        if (levelFiles.isEmpty()) {
            return;
        }
        Txid minTxid = levelFiles.get(0).range().min();
        Txid maxTxid = Txid.ZERO;
        long pages = 0;
        long levelBytes = 0;
        LtxFile before = null;
        LtxSummary beforeSummary = null;
        for (LtxFile file : levelFiles) {
            LtxSummary summary = verifyFile(file, verifier, progress);
            if (level != LtxFile.SNAPSHOT_LEVEL && before != null) {
                checkOrder(before, file);
                checkChain(before, beforeSummary, file, summary);
            }
            pages += summary == null ? 0 : summary.pageCount();
            levelBytes += file.size();
            minTxid = file.range().min().isBefore(minTxid) ? file.range().min() : minTxid;
            maxTxid = Txid.max(maxTxid, file.range().max());
            before = file;
            beforeSummary = summary;
        }
        files += levelFiles.size();
        bytes += levelBytes;
        levels.add(new LevelSummary(level, levelFiles.size(), levelBytes, pages, minTxid, maxTxid));
        if (level == LtxFile.MIN_LEVEL && minTxid.isAfter(Txid.FIRST)) {
            notes.add("level 0 starts with TXID " + minTxid + ": earlier files were pruned after compaction");
        }
    }

    private @Nullable LtxSummary verifyFile(LtxFile file, LtxFileVerifier verifier, ProgressCounter progress)
            throws IOException {
        String location = store.locationOf(file.key());
        try (InputStream in = new StoreInputStream(store.open(file.key()), progress::add)) {
            LtxSummary summary = verifier.read(in, location);
            if (!summary.header().range().equals(file.range())) {
                findings.add(Finding.of(
                        LtxFileVerifier.nameContradictsHeader(location, summary),
                        Finding.Kind.NAME_CONTRADICTS_HEADER));
            }
            return summary;
        } catch (UnsupportedFileException e) {
            findings.add(Finding.of(e, Finding.Kind.UNSUPPORTED_FILE));
        } catch (FileFormatException e) {
            findings.add(Finding.of(e, Finding.Kind.DAMAGED_FILE));
        } catch (NoSuchFileException e) {
            notes.add(location + ": disappeared after it was listed, perhaps because its retention ended");
        } catch (InterruptedIOException | StoreUnavailableException e) {
            throw e;
        } catch (IOException e) {
            findings.add(Finding.of(Finding.Kind.DAMAGED_FILE, location, "cannot be read: " + e.getMessage()));
        }
        return null;
    }

    private void checkOrder(LtxFile before, LtxFile file) {
        Txid expected = before.range().max().next();
        if (file.range().min().isAfter(expected)) {
            findings.add(Finding.of(
                    Finding.Kind.GAP,
                    store.locationOf(file.key()),
                    "non-contiguous transaction files: TXIDs " + expected + " to "
                            + file.range().min().previous() + " are missing on level " + file.level() + " before it"));
        } else if (file.range().min().isBefore(expected)) {
            findings.add(Finding.of(
                    Finding.Kind.DISORDER,
                    store.locationOf(file.key()),
                    "overlaps " + before.name() + " on the same level " + file.level()));
        }
    }

    private void checkChain(
            LtxFile before, @Nullable LtxSummary beforeSummary, LtxFile file, @Nullable LtxSummary summary) {
        if (beforeSummary != null
                && summary != null
                && before.range().max().next().equals(file.range().min())
                && beforeSummary.header().hasDatabaseChecksums()
                && summary.header().hasDatabaseChecksums()
                && beforeSummary.trailer().postApplyChecksum()
                        != summary.header().preApplyChecksum()) {
            findings.add(Finding.of(
                    Finding.Kind.CHECKSUM_CHAIN_BROKEN,
                    store.locationOf(file.key()),
                    "pre-apply checksum " + new Txid(summary.header().preApplyChecksum())
                            + " is not the post-apply checksum "
                            + new Txid(beforeSummary.trailer().postApplyChecksum()) + " of " + before.name()));
        }
    }

    private void verifyGenerations(GenerationListing generations, ProgressCounter progress) throws IOException {
        for (GenerationFinding finding : GenerationVerifier.verify(store, generations, progress::add)) {
            FileFormatException cause = finding.cause();
            if (!finding.isDamage()) {
                notes.add(finding.toString());
            } else if (cause != null) {
                Finding.Kind kind = cause instanceof UnsupportedFileException
                        ? Finding.Kind.UNSUPPORTED_FILE
                        : Finding.Kind.GENERATION;
                findings.add(Finding.of(cause, kind));
            } else {
                findings.add(Finding.of(Finding.Kind.GENERATION, finding.location(), finding.detail()));
            }
        }
        files += generationFiles(generations).count();
        bytes += generationFiles(generations).mapToLong(GenerationFile::size).sum();
    }

    private static Stream<GenerationFile> generationFiles(GenerationListing listing) {
        return listing.generations().stream()
                .flatMap(generation -> Stream.concat(generation.snapshots().stream(), generation.segments().stream()));
    }
}
