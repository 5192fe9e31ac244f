package dev.ltx4j.bench.compare;

import java.util.List;

/** How time and memory grow with the size of the database, and with the number of files. */
final class Curves {
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
        return new Curve(
                "curve-restore-size",
                "restore, one snapshot",
                "size of the database",
                scale.curveSizes().stream()
                        .map(size -> size(
                                size,
                                contests.restoreSnapshot(
                                        "curve-restore-size/" + Sizes.compact(size),
                                        "restore, one snapshot, " + Sizes.text(size),
                                        size,
                                        0,
                                        0)))
                        .toList());
    }

    private Curve verifyBySize() {
        return new Curve(
                "curve-verify-size",
                "verify, with database checksums",
                "size of the database",
                scale.curveSizes().stream()
                        .map(size -> size(
                                size,
                                contests.verify(
                                        "curve-verify-size/" + Sizes.compact(size),
                                        "verify, with database checksums, " + Sizes.text(size),
                                        size,
                                        true,
                                        0,
                                        0)))
                        .toList());
    }

    private Curve restoreByFiles() {
        return new Curve(
                "curve-files",
                "restore, " + Sizes.text(scale.medium()) + " in more and more files",
                "files",
                scale.curveFiles().stream().map(this::files).toList());
    }

    /** A database, a file of it and an output. */
    private Curve.Point size(long byteCount, Contest contest) {
        return new Curve.Point(
                byteCount,
                Sizes.text(byteCount),
                contest,
                3 * byteCount,
                byteCount <= scale.large() ? () -> {} : () -> data.forget(byteCount));
    }

    private Curve.Point files(int files) {
        boolean isUsedAgain = files == scale.fewFiles() || files == scale.manyFiles();
        return new Curve.Point(
                files,
                Integer.toString(files),
                contests.restoreHistory("curve-files/" + files, files, 0, 0),
                6 * scale.medium(),
                isUsedAgain ? () -> {} : () -> data.forgetHistory(scale.medium(), scale.transactions(), files));
    }
}
