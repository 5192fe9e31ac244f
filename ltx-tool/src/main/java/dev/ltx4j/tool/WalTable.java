package dev.ltx4j.tool;

import dev.ltx4j.sqlite.RawWalHeader;
import dev.ltx4j.sqlite.WalFrameScan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;

/** Header and frames of a log, line by line as they are read. */
final class WalTable {
    private static final HexFormat HEX = HexFormat.of();

    private final PrintStream out;
    private final boolean all;
    private final boolean tsv;
    private long hiddenFrames;

    /**
     * @param all whether frames behind the end are printed, and not only the one where it is
     * @param tsv whether only frames are printed, with tabs
     */
    WalTable(PrintStream out, boolean all, boolean tsv) {
        this.out = out;
        this.all = all;
        this.tsv = tsv;
    }

    void print(WalFrameScan scan) throws IOException {
        if (tsv) {
            out.println("frame\toffset\tpage\tcommit\ttransaction\tsalt1\tsalt2\tchecksum\tchecksum_state\tstanding");
        } else {
            printHeader(scan.rawHeader());
            out.println("frames");
            line("frame", "offset", "page", "commit", "transaction", "salts", "checksum", "");
        }
        boolean atEnd = scan.header() != null;
        while (scan.next()) {
            boolean valid = scan.standing() == WalFrameScan.Standing.VALID;
            if (!valid && !all && !atEnd) {
                hiddenFrames++;
            } else if (tsv) {
                printTabs(scan);
            } else {
                printFrame(scan, !valid && atEnd);
            }
            atEnd = valid;
        }
    }

    private void printHeader(RawWalHeader header) {
        out.println("header");
        field("magic", HEX.toHexDigits(header.magic()) + " (checksums read " + order(header) + ")");
        field("version", header.version());
        field("page_size", header.pageBytes());
        field("checkpoint_sequence", header.checkpointSequence());
        field("salt1", HEX.toHexDigits(header.salt1()));
        field("salt2", HEX.toHexDigits(header.salt2()));
        field(
                "checksum",
                HEX.toHexDigits(header.checksum1()) + " " + HEX.toHexDigits(header.checksum2())
                        + (header.isChecksumRight() ? " (right)" : " (wrong)"));
        header.problem().ifPresent(problem -> field("broken", problem));
    }

    static String order(RawWalHeader header) {
        return header.checksumOrder() == ByteOrder.BIG_ENDIAN ? "big-endian" : "little-endian";
    }

    private void field(String name, Object value) {
        out.printf("  %-20s%s%n", name, value);
    }

    private void printFrame(WalFrameScan scan, boolean end) {
        String note = scan.standing() == WalFrameScan.Standing.VALID ? "" : word(scan.standing());
        line(
                scan.frameNumber(),
                scan.fileOffset(),
                scan.pageNumber(),
                scan.commit() == 0 ? "-" : scan.commit(),
                scan.transaction() == 0 ? "-" : scan.transaction(),
                HEX.toHexDigits(scan.salt1()) + " " + HEX.toHexDigits(scan.salt2()),
                word(scan.checksum()),
                end ? "<- the valid part ends before it: " + note : note);
    }

    private void line(Object... cells) {
        out.println(String.format(Locale.ROOT, "  %-9s%-14s%-12s%-12s%-13s%-19s%-10s%s", cells)
                .stripTrailing());
    }

    private void printTabs(WalFrameScan scan) {
        out.println(String.join(
                "\t",
                Long.toString(scan.frameNumber()),
                Long.toString(scan.fileOffset()),
                Long.toString(scan.pageNumber()),
                Long.toString(scan.commit()),
                Long.toString(scan.transaction()),
                HEX.toHexDigits(scan.salt1()),
                HEX.toHexDigits(scan.salt2()),
                HEX.toHexDigits(scan.storedChecksum()),
                word(scan.checksum()),
                word(scan.standing())));
    }

    /** A constant's name as it is printed, for people and programs. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** How many frames behind the end were not printed. */
    long hiddenFrames() {
        return hiddenFrames;
    }
}
