package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxHeader;
import dev.ltx4j.replica.LayeredStore;
import dev.ltx4j.replica.ReplicaStore;
import dev.ltx4j.restore.UnrestorableException.Reason;
import dev.ltx4j.v3.GenerationListing;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the layers of a store are of one history. Files of two databases can have the same names, and those of the one
 * continue those of the other as far as names tell; a database made of both would be none.
 *
 * <p>So each layer must share LTX files with one before it, and the headers of the newest that they share, which hold the
 * time to the millisecond, must be the same; one that differs may be damaged, as long as another agrees.
 */
final class Histories {
    private static final int MAX_COMPARED = 12;

    private Histories() {}

    static void requireOne(ReplicaStore store) throws IOException {
        List<ReplicaStore> layers = LayeredStore.layersOf(store);
        for (int i = 1; i < layers.size(); i++) {
            ReplicaStore upper = new LayeredStore(layers.subList(0, i));
            requireSame(upper, layers.get(i));
        }
    }

    private static void requireSame(ReplicaStore upper, ReplicaStore lower) throws IOException {
        ReplicaListing upperFiles = ReplicaListing.read(upper);
        ReplicaListing lowerFiles = ReplicaListing.read(lower);
        if ((upperFiles.isEmpty() && GenerationListing.read(upper).isEmpty())
                || (lowerFiles.isEmpty() && GenerationListing.read(lower).isEmpty())) {
            return;
        }
        if (hasGenerationInCommon(upper, lower) && (upperFiles.isEmpty() || lowerFiles.isEmpty())) {
            // A generation's name is random, so that it tells histories apart.
            return;
        }
        Set<String> keys = upperFiles.allFiles().map(LtxFile::key).collect(Collectors.toCollection(HashSet::new));
        List<LtxFile> common = new java.util.ArrayList<>(
                lowerFiles.allFiles().filter(file -> keys.contains(file.key())).toList());
        common.sort(Collections.reverseOrder(ReplicaListing.ORDER));
        int differing = 0;
        for (LtxFile file : common.subList(0, Math.min(MAX_COMPARED, common.size()))) {
            Optional<LtxHeader> one = header(upper, file);
            Optional<LtxHeader> other = header(lower, file);
            if (one.isPresent() && one.equals(other)) {
                return;
            }
            differing += one.isPresent() && other.isPresent() ? 1 : 0;
        }
        throw new UnrestorableException(
                Reason.TARGET_NOT_REACHABLE,
                differing > 0
                        ? "files of the same name differ between " + upper.location() + " and " + lower.location()
                                + ": they are of two histories, and cannot be restored together; give one of them"
                        : upper.location() + " and " + lower.location()
                                + " have no whole file in common, so it cannot be told whether they are of the same"
                                + " database; give one of them",
                Optional.empty(),
                Optional.empty());
    }

    private static boolean hasGenerationInCommon(ReplicaStore upper, ReplicaStore lower) throws IOException {
        GenerationListing others = GenerationListing.read(lower);
        return GenerationListing.read(upper).generations().stream()
                .anyMatch(generation -> others.generation(generation.name()).isPresent());
    }

    private static Optional<LtxHeader> header(ReplicaStore store, LtxFile file) throws IOException {
        try {
            return Optional.of(LtxHeader.parse(store.readStart(file.key(), LtxHeader.BYTES), file.key()));
        } catch (IOException e) {
            HeaderTimes.requireOneFile(e);
            return Optional.empty();
        }
    }
}
