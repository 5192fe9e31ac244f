package dev.ltx4j.restore;

import dev.ltx4j.ltx.LtxFileName;
import dev.ltx4j.ltx.Txid;
import dev.ltx4j.ltx.TxidRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replicas in short: {@code 0:5-7@12} is a file on level 0 with transactions 5 to 7, made 12 seconds after 1970;
 * {@code 0:5} holds transaction 5 and was made in second 5. A {@code !} at the end: it is damaged; a {@code ?}: it is
 * too short.
 */
final class Listings {
    private static final long SIZE = 1000;

    private Listings() {}

    static ReplicaListing listing(String files) {
        return listing(files(files));
    }

    static ReplicaListing listing(List<LtxFile> files) {
        return ReplicaListing.of(LtxLayout.FOLDERS, null, files, List.of());
    }

    static List<LtxFile> files(String files) {
        List<LtxFile> parsed = new ArrayList<>();
        for (String file : words(files)) {
            parsed.add(file(file));
        }
        return parsed;
    }

    static Set<String> damaged(String files) {
        Set<String> keys = new HashSet<>();
        for (String file : words(files)) {
            if (file.endsWith("!")) {
                keys.add(file(file).key());
            }
        }
        return keys;
    }

    static LtxFile file(int level, long min, long max, Instant created) {
        TxidRange range = TxidRange.of(min, max);
        return new LtxFile(level, range, SIZE, created, LtxLayout.FOLDERS.folder(level) + LtxFileName.of(range));
    }

    static LtxFile file(String text) {
        String plain = text.replaceAll("[!?]$", "");
        int level = Integer.parseInt(plain.substring(0, plain.indexOf(':')));
        String[] rangeAndTime = plain.substring(plain.indexOf(':') + 1).split("@");
        String[] range = rangeAndTime[0].split("-");
        long min = Long.parseLong(range[0]);
        long max = Long.parseLong(range[range.length - 1]);
        long second = rangeAndTime.length > 1 ? Long.parseLong(rangeAndTime[1]) : max;
        LtxFile file = file(level, min, max, Instant.ofEpochSecond(second));
        return text.endsWith("?") ? new LtxFile(level, file.range(), 99, file.created(), file.key()) : file;
    }

    /** A file as {@code 0:5-7} or {@code 0:5}. */
    static String word(LtxFile file) {
        Txid min = file.range().min();
        Txid max = file.range().max();
        return file.level() + ":" + min.value() + (min.equals(max) ? "" : "-" + max.value());
    }

    static String words(LtxPlan plan) {
        return String.join(
                " ", plan.files().stream().map(planned -> word(planned.file())).toList());
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : Arrays.asList(text.trim().split("\\s+"));
    }
}
