package dev.ltx4j.tool;

import dev.ltx4j.sqlite.FileKind;
import dev.ltx4j.sqlite.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What to do with a file that is of another kind than a command takes. */
final class WrongFile {
    private static final int START_BYTES = 32;

    private WrongFile() {}

    /** The exception with what to do in its message, where the file's first bytes say what it is. */
    static MalformedFileException explain(MalformedFileException trouble, Path file) throws IOException {
        if (trouble.fileOffset() != 0) {
            return trouble;
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(START_BYTES);
        }
        String advice = FileKind.of(start).map(WrongFile::advice).orElse("");
        return advice.isEmpty()
                ? trouble
                : new MalformedFileException(
                        trouble.file(), 0, trouble.pageNumber(), trouble.detail() + "; " + advice, trouble);
    }

    private static String advice(FileKind kind) {
        return switch (kind) {
            case DATABASE -> "'ltx-tool page' shows its pages";
            case WAL -> "'ltx-tool wal' shows it";
            case LTX -> "'ltx-tool dump' shows it";
            case LZ4 -> "give the folder that holds 'generations', not single files of it";
            case GZIP, ZSTD, XZ, BZIP2, ZIP -> "unpack it first";
            case AGE -> "decrypt it first";
            case GIT_LFS -> "'git lfs pull' fetches the file";
            case JOURNAL, MARKUP -> "";
        };
    }
}
