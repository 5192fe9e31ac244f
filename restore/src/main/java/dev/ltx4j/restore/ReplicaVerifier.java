package dev.ltx4j.restore;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.replica.StoreFile;
import dev.ltx4j.replica.StoreUnavailableException;
import dev.ltx4j.restore.LtxFileReadings.Reading;
import dev.ltx4j.sqlite.Experimental;
import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.UnsupportedFileException;
import dev.ltx4j.sqlite.check.CheckMode;
import dev.ltx4j.v3.GenerationFile;
import dev.ltx4j.v3.GenerationFinding;
import dev.ltx4j.v3.GenerationListing;
import dev.ltx4j.v3.GenerationVerifier;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads every file of a replica in full and says what is wrong with it: files that do not verify, names that contradict
 * headers, gaps and disorder inside a level, levels and snapshots that give different databases for the same transaction,
 * and what can be said of generations of the 0.3 layout.
 *
 * <p>What Litestream does on purpose is no damage: levels that overlap, snapshots that overlap, a level 0 whose old files
 * are gone. Each file is read once, and those of a disagreement once more. Memory is bounded by a constant beside the
 * listing, and one bit a page for each comparison under way ({@link AgreementCheck}). Interrupting the thread stops the
 * work. For one use.
 */
@Experimental
public final class ReplicaVerifier {
    private final ReplicaStore store;
    private final int workers;
    private final RestoreListener listener;
    private final List<LevelSummary> levels = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean comparesLevels = true;
    private @Nullable CheckMode integrity;
    private VerifySample sample = VerifySample.ALL;
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
     * Whether levels and snapshots are held against each other; they are unless this says otherwise.
     *
     * @param value whether they are
     * @return this
     */
    public ReplicaVerifier comparesLevels(boolean value) {
        comparesLevels = value;
        return this;
    }

    /**
     * Which LTX files are read in full; all of them unless this says otherwise. Of the others the header is read and
     * held against the name. Levels are not compared where files are left out.
     *
     * @param value which files
     * @return this
     */
    public ReplicaVerifier sample(VerifySample value) {
        sample = value;
        return this;
    }

    /**
     * Whether the latest state is restored to a temporary place and checked as SQLite does; it is not unless this says so.
     *
     * @param mode how much is looked at
     * @return this
     */
    public ReplicaVerifier checksLatest(CheckMode mode) {
        integrity = mode;
        return this;
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
        AgreementPlan comparisons = comparesLevels && sample.isWhole()
                ? AgreementPlan.of(listing, unusable(listing))
                : new AgreementPlan(List.of(), 0);
        AgreementCheck agreement = new AgreementCheck(comparisons);
        List<LtxFile> newestFirst = newestFirst(listing);
        ProgressCounter progress = new ProgressCounter(bytesToRead(newestFirst, generations), listener);
        store.expect(keys(newestFirst.stream().filter(sample::includes).toList()));
        Optional<LastGoodState> lastGood;
        try (LtxFileVerifier verifier = new LtxFileVerifier(workers)) {
            LtxFileReadings readings = new LtxFileReadings(store);
            Map<String, Reading> read = new HashMap<>();
            verifier.inTurn(store, progress::add)
                    .read(
                            newestFirst,
                            sample::includes,
                            (file, content) -> read.put(file.key(), read(file, content, readings, agreement)));
            for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
                checkLevel(level, listing.files(level), read);
            }
            lastGood = LastGoodState.of(listing, read);
            addDisagreements(agreement, verifier);
        }
        for (StoreFile stray : listing.strays()) {
            notes.add(store.locationOf(stray.key()) + ": not an LTX file, left aside");
        }
        if (verifyGenerations(generations, progress)) {
            lastGood = LastGoodState.later(lastGood, LastGoodState.of(generations));
        }
        if (integrity != null) {
            LatestStateCheck.run(store, workers, integrity, findings, notes);
        }
        return new VerifyReport(
                levels,
                generations.generations().size(),
                files,
                bytes,
                new VerifyReport.Agreement(agreement.compared(), agreement.uncompared()),
                lastGood,
                findings,
                notes);
    }

    private Reading read(LtxFile file, FilesInTurn.Content content, LtxFileReadings readings, AgreementCheck agreement)
            throws IOException {
        if (!sample.includes(file)) {
            return readings.header(file);
        }
        files++;
        bytes += file.size();
        Reading reading = readings.whole(file, content, agreement.consumer(file));
        if (reading.isWhole()) {
            agreement.verified(file);
        } else {
            agreement.failed(file);
        }
        return reading;
    }

    private void checkLevel(int level, List<LtxFile> levelFiles, Map<String, Reading> read) {
        if (levelFiles.isEmpty()) {
            return;
        }
        LevelCheck check = new LevelCheck(store, level, findings);
        for (LtxFile file : levelFiles) {
            Reading reading = Objects.requireNonNull(read.get(file.key()));
            if (reading.finding() != null) {
                findings.add(reading.finding());
            }
            if (reading.note() != null) {
                notes.add(reading.note());
            }
            check.add(file, reading.summary());
        }
        LevelSummary summary = check.summary();
        levels.add(summary);
        if (level == LtxFile.MIN_LEVEL && summary.minTxid().isAfter(Txid.FIRST)) {
            notes.add("level 0 starts with TXID " + summary.minTxid() + ": earlier files were pruned after compaction");
        }
    }

    private void addDisagreements(AgreementCheck agreement, LtxFileVerifier verifier) throws IOException {
        DivergenceLocator locator = new DivergenceLocator(store, verifier);
        for (StateComparison comparison : agreement.disagreeing()) {
            String location = store.locationOf(comparison.subject().key());
            long page = FileFormatException.NO_PAGE;
            String difference;
            try {
                DivergenceLocator.Divergence divergence = locator.locate(comparison);
                page = divergence.pageNumber() == 0 ? page : divergence.pageNumber();
                difference = divergence.words();
            } catch (InterruptedIOException | StoreUnavailableException e) {
                throw e;
            } catch (IOException e) {
                difference = "where, could not be looked up: " + e.getMessage();
            }
            findings.add(new Finding(
                    Finding.Kind.LEVELS_DISAGREE,
                    location,
                    FileFormatException.NO_OFFSET,
                    page,
                    location + ": disagrees with " + comparison.describeSecond() + ": " + difference));
        }
    }

    /** {@return whether nothing is wrong with them} */
    private boolean verifyGenerations(GenerationListing generations, ProgressCounter progress) throws IOException {
        store.expect(generationFiles(generations).map(GenerationFile::key).toList());
        int before = findings.size();
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
        return findings.size() == before;
    }

    private static Stream<GenerationFile> generationFiles(GenerationListing listing) {
        return listing.generations().stream()
                .flatMap(generation -> Stream.concat(generation.snapshots().stream(), generation.segments().stream()));
    }

    private long bytesToRead(List<LtxFile> ltx, GenerationListing generations) {
        return ltx.stream().filter(sample::includes).mapToLong(LtxFile::size).sum()
                + generationFiles(generations).mapToLong(GenerationFile::size).sum();
    }

    private static List<LtxFile> newestFirst(ReplicaListing listing) {
        List<LtxFile> all = new ArrayList<>(listing.fileCount());
        for (int level = LtxFile.MIN_LEVEL; level <= LtxFile.SNAPSHOT_LEVEL; level++) {
            all.addAll(listing.files(level));
        }
        all.sort(AgreementCheck.NEWEST_FIRST);
        return all;
    }

    /** A view: keys are made when they are asked for, and not kept. */
    private static List<String> keys(List<LtxFile> files) {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return files.get(index).key();
            }

            @Override
            public int size() {
                return files.size();
            }
        };
    }

    private static Set<String> unusable(ReplicaListing listing) {
        Set<String> unusable = new HashSet<>(listing.tooShort());
        Candidates.addMisplaced(listing, unusable);
        return unusable;
    }
}
