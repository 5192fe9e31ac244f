package dev.ltx4j.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;

/** How time and memory grow with the size of the database, and with the number of files. */
final class Curves {
    /** A database, a file of it and an output. */
    private static final long FILES_PER_SIZE = 3;

    /** The same, and the log. */
    private static final long FILES_PER_HISTORY = 5;

    private final Scale scale;
    private final SampleData data;
    private final Contests contests;

    Curves(Scale scale, SampleData data, Contests contests) {
        this.scale = scale;
        this.data = data;
        this.contests = contests;
    }

    List<Curve> all() {
        return List.of(restoreBySize(), verifyBySize(), restoreByFiles());
    }

    private Curve restoreBySize() {
        String id = "curve-restore-size";
        return bySize(
                id,
                "restore, one snapshot",
                (title, size) -> contests.restoreSnapshot(id, title, size, 0, 0),
                data::forgetSnapshot);
    }

    private Curve verifyBySize() {
        String id = "curve-verify-size";
        return bySize(
                id,
                "verify, with database checksums",
                (title, size) -> contests.verify(id, title, size, true, 0, 0),
                data::forget);
    }

    /** Databases of the first curve are there for the second. */
    private Curve bySize(String id, String title, BiFunction<String, Long, Contest> contest, Forgetting afterwards) {
        return new Curve(
                id,
                title,
                "size of the database",
                scale.curveSizes().stream()
                        .map(size -> new Curve.Point(
                                size,
                                Sizes.text(size),
                                contest.apply(title + ", " + Sizes.text(size), size),
                                FILES_PER_SIZE * size,
                                size <= scale.large() ? () -> {} : () -> afterwards.forget(size)))
                        .toList());
    }

    /** Deletes what was made of a size and is not needed again. */
    private interface Forgetting {
        void forget(long byteCount) throws IOException;
    }

    private Curve restoreByFiles() {
        return new Curve(
                "curve-files",
                "restore, " + Sizes.text(scale.medium()) + " in more and more files",
                "files",
                scale.curveFiles().stream().map(this::files).toList());
    }

    private Curve.Point files(int files) {
        boolean isUsedAgain = files == scale.fewFiles() || files == scale.manyFiles();
        return new Curve.Point(
                files,
                Integer.toString(files),
                contests.restoreHistory("curve-files", files, 0, 0),
                FILES_PER_HISTORY * scale.medium(),
                isUsedAgain ? () -> {} : () -> data.forgetHistory(scale.medium(), scale.transactions(), files));
    }
}
