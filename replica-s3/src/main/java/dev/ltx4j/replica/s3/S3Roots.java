package dev.ltx4j.replica.s3;

import dev.ltx4j.replica.StoreFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Where a replica's keys begin in a bucket. Litestream glues path, {@code /} and level together, so that the path's own
 * slashes are doubled or stand in front; the literal form is tried first, and then the others. Keys below {@code
 * generations/} are joined cleanly.
 *
 * @param base what keys in general begin with
 * @param ltx what keys of LTX files begin with
 * @param files those that lie right below the base
 * @param folders those that are seen below the root, without the forms of the root itself; names end in {@code /}
 */
record S3Roots(String base, String ltx, List<StoreFile> files, Set<String> folders) {
    private static final Pattern LTX_FOLDER = Pattern.compile("(?:000[0-9]|ltx)/");
    private static final String GENERATIONS = "generations/";
    private static final List<String> GLUED = List.of("/", "./");

    /** Looks for a replica under a path, with one request in the usual case. */
    static S3Roots find(S3Bucket bucket, String path) throws IOException {
        S3Roots first = below(bucket, path, strippedEnd(path));
        if (first.looksLikeReplica() || path.isEmpty()) {
            return first;
        }
        String other = path.startsWith("/") ? path.replaceFirst("^/+", "") : "/" + path;
        S3Roots second = below(bucket, other, strippedEnd(other));
        return second.looksLikeReplica() ? second : first;
    }

    private static String strippedEnd(String path) {
        return path.replaceFirst("/+$", "");
    }

    private static S3Roots below(S3Bucket bucket, String path, String stripped) throws IOException {
        String base = stripped.isEmpty() ? "" : stripped + "/";
        S3Roots plain = list(bucket, base);
        boolean literalIsGlued = !path.isEmpty() && !base.equals(path + "/");
        if (plain.hasLtx() && !literalIsGlued) {
            return plain.withoutForms(base, Set.of());
        }
        for (String glue : GLUED) {
            if (plain.folders.contains(glue)) {
                S3Roots glued = list(bucket, base + glue);
                if (glued.hasLtx()) {
                    return plain.withoutForms(base + glue, glued.ltxFolders());
                }
            }
        }
        return plain.withoutForms(base, Set.of());
    }

    private static S3Roots list(S3Bucket bucket, String prefix) throws IOException {
        List<StoreFile> files = new ArrayList<>();
        Set<String> folders = new LinkedHashSet<>();
        bucket.list(prefix, new S3Bucket.Visitor() {
            @Override
            public void object(S3Object object) {
                if (!object.key().equals(prefix)) {
                    files.add(S3Store.file(object.key().substring(prefix.length()), object));
                }
            }

            @Override
            public void prefix(String found) {
                folders.add(found.substring(prefix.length()));
            }
        });
        return new S3Roots(prefix, prefix, files, folders);
    }

    private Set<String> ltxFolders() {
        Set<String> found = new LinkedHashSet<>(folders);
        found.removeIf(folder -> !LTX_FOLDER.matcher(folder).matches());
        return found;
    }

    private boolean hasLtx() {
        return !ltxFolders().isEmpty();
    }

    private boolean looksLikeReplica() {
        return hasLtx() || folders.contains(GENERATIONS);
    }

    private S3Roots withoutForms(String ltxRoot, Set<String> ltxFolders) {
        Set<String> seen = new LinkedHashSet<>(folders);
        if (!ltxRoot.equals(base)) {
            seen.remove(ltxRoot.substring(base.length()));
            seen.removeAll(ltxFolders());
        }
        seen.addAll(ltxFolders);
        return new S3Roots(base, ltxRoot, files, seen);
    }

    /** The bucket's key for one of the replica. */
    String keyOf(String key) {
        int slash = key.indexOf('/') + 1;
        boolean isLtx = LTX_FOLDER.matcher(key.substring(0, slash)).matches();
        return Objects.requireNonNull(isLtx ? ltx : base) + key;
    }
}
