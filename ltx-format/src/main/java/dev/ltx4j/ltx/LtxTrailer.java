package dev.ltx4j.ltx;

import dev.ltx4j.sqlite.FileFormatException;
import dev.ltx4j.sqlite.MalformedFileException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last 16 bytes of an LTX file.
 *
 * <p>Immutable. Source: FORMAT.md, "Trailer".
 *
 * @param postApplyChecksum the database checksum after this file; 0 without checksums
 * @param fileChecksum the CRC-64 of the file, with its top bit set
 */
public record LtxTrailer(long postApplyChecksum, long fileChecksum) implements LtxView {
    /** How many bytes a trailer has. */
    public static final int BYTES = LtxFormat.TRAILER_BYTES;

    /**
     * Checks the rules that need no page.
     *
     * @param fileOffset where the trailer starts
     * @throws MalformedFileException if a value is one that the header does not allow
     */
    void check(LtxHeader header, String file, long fileOffset) throws MalformedFileException {
        long postApplyOffset = fileOffset + LtxFormat.TRAILER_POST_APPLY_CHECKSUM;
        if (!header.hasDatabaseChecksums()) {
            if (postApplyChecksum != 0) {
                throw malformed(
                        file, postApplyOffset, "a file without database checksums must not have a post-apply checksum");
            }
        } else if ((postApplyChecksum & LtxFormat.CHECKSUM_FLAG) == 0) {
            throw malformed(file, postApplyOffset, "post-apply checksum lacks its top bit");
        } else if (header.commit() == 0 && postApplyChecksum != LtxFormat.CHECKSUM_FLAG) {
            throw malformed(file, postApplyOffset, "post-apply checksum of a deleted database is not that of no pages");
        }
        if ((fileChecksum & LtxFormat.CHECKSUM_FLAG) == 0) {
            throw malformed(file, fileOffset + LtxFormat.TRAILER_FILE_CHECKSUM, "file checksum lacks its top bit");
        }
    }

    /** {@code post_apply_checksum, file_checksum}. */
    @Override
    public Map<String, Object> toMap() {
        HexFormat hex = HexFormat.of();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("post_apply_checksum", hex.toHexDigits(postApplyChecksum));
        fields.put("file_checksum", hex.toHexDigits(fileChecksum));
        return Collections.unmodifiableMap(fields);
    }

    private static MalformedFileException malformed(String file, long fileOffset, String detail) {
        return new MalformedFileException(file, fileOffset, FileFormatException.NO_PAGE, detail);
    }
}
