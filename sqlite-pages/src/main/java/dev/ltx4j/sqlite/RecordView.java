package dev.ltx4j.sqlite;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table's row or an index's key, as far as they are in the b-tree page itself. What is in overflow pages
 * is not fetched: such a column has a length, and the first part of its content.
 *
 * <p>Immutable. Source: SQLite file format, section 2.1.
 *
 * @param headerBytes the length of the record's header, its own length included
 * @param columns the columns whose serial types are in the page, in order
 * @param complete whether these are all columns; if not, the record's header goes on in an overflow page
 */
public record RecordView(long headerBytes, List<Column> columns, boolean complete) {
    /** What a column holds. */
    public enum Type {
        /** Nothing. */
        NULL,
        /** A number of up to 64 bits. */
        INTEGER,
        /** A 64-bit floating point number. */
        REAL,
        /** Characters in the database's encoding. */
        TEXT,
        /** Bytes. */
        BLOB
    }

    /**
     * One column.
     *
     * @param serialType the number that says type and length
     * @param type what it says
     * @param byteCount how long the content is, in bytes; it may be more than is in the page
     * @param value a {@link Long}, {@link Double}, {@link String} or {@code byte[]}, null for NULL and for a number that
     *     is not in the page; of text and bytes, what is in the page
     * @param whole whether that is all of it
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Column(
            long serialType,
            Type type,
            long byteCount,
            @Nullable Object value,
            boolean whole) {}

    private static final int FIRST_TEXT_OR_BLOB = 12;
    private static final int REAL_TYPE = 7;
    private static final int ZERO_TYPE = 8;
    private static final int ONE_TYPE = 9;
    private static final int[] NUMBER_BYTES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

    /**
     * Copies the list.
     *
     * @param headerBytes the length of the record's header, its own length included
     * @param columns the columns whose serial types are in the page, in order
     * @param complete whether these are all columns; if not, the record's header goes on in an overflow page
     */
    public RecordView {
        columns = List.copyOf(columns);
    }

    /**
     * Decodes the payload of a cell.
     *
     * @param page the whole page
     * @param cell a cell of it with a payload: not of a table's interior page
     * @param pageNumber the page
     * @param header of the database: for page size and text encoding
     * @param file the database, as a person would name it, for the exception
     * @return the record
     * @throws MalformedFileException if the record's header is longer than the payload, a serial type is unknown, or
     *     the
     *     columns are longer together than the payload
     */
    public static RecordView parse(byte[] page, BtreeCell cell, long pageNumber, DatabaseHeader header, String file)
            throws MalformedFileException {
        PageBytes fields = new PageBytes(page, pageNumber, header, file);
        int start = cell.localOffset();
        int localEnd = start + cell.localBytes();
        VarintCursor cursor = new VarintCursor(page, start, localEnd);
        if (!cursor.next()) {
            throw fields.malformed(start, "the record has no header");
        }
        long headerBytes = cursor.value();
        if (headerBytes < cursor.arrayOffset() - start || headerBytes > cell.payloadBytes()) {
            throw fields.malformed(
                    start,
                    "the record's header has " + Long.toUnsignedString(headerBytes) + " bytes, its payload "
                            + cell.payloadBytes());
        }
        int headerEnd = (int) Math.min(localEnd, start + headerBytes);
        boolean complete = headerEnd == start + headerBytes;
        cursor.limit(headerEnd);
        List<Column> columns = new ArrayList<>();
        long content = start + headerBytes;
        Charset charset = charset(header);
        while (cursor.arrayOffset() < headerEnd) {
            int at = cursor.arrayOffset();
            if (!cursor.next()) {
                if (complete) {
                    throw fields.malformed(at, "a serial type reaches beyond the record's header");
                }
                break;
            }
            Column column = column(page, cursor.value(), content, localEnd, charset);
            if (column == null) {
                throw fields.malformed(at, "serial type " + Long.toUnsignedString(cursor.value()));
            }
            columns.add(column);
            content += column.byteCount();
            if (content - start > cell.payloadBytes()) {
                throw fields.malformed(
                        at, "the record's columns are longer than its payload of " + cell.payloadBytes() + " bytes");
            }
        }
        return new RecordView(headerBytes, columns, complete);
    }

    private static @Nullable Column column(byte[] page, long serialType, long content, int localEnd, Charset charset) {
        if (serialType < 0 || serialType == 10 || serialType == 11) {
            return null;
        }
        long left = Math.max(0, localEnd - content);
        if (serialType >= FIRST_TEXT_OR_BLOB) {
            long byteCount = (serialType - FIRST_TEXT_OR_BLOB) / 2;
            int here = (int) Math.min(left, byteCount);
            int from = here == 0 ? 0 : (int) content;
            boolean text = serialType % 2 != 0;
            Object value = text ? new String(page, from, here, charset) : Arrays.copyOfRange(page, from, from + here);
            return new Column(serialType, text ? Type.TEXT : Type.BLOB, byteCount, value, here == byteCount);
        }
        int number = (int) serialType;
        int byteCount = NUMBER_BYTES[number];
        if (number == 0) {
            return new Column(0, Type.NULL, 0, null, true);
        }
        Type type = number == REAL_TYPE ? Type.REAL : Type.INTEGER;
        if (byteCount > left) {
            return new Column(number, type, byteCount, null, false);
        }
        return new Column(number, type, byteCount, number(page, number, (int) content, byteCount), true);
    }

    private static Object number(byte[] page, int serialType, int arrayOffset, int byteCount) {
        if (serialType == ZERO_TYPE || serialType == ONE_TYPE) {
            return (long) (serialType - ZERO_TYPE);
        }
        // The first byte has the sign.
        long bits = page[arrayOffset];
        for (int i = 1; i < byteCount; i++) {
            bits = bits << Byte.SIZE | Byte.toUnsignedLong(page[arrayOffset + i]);
        }
        if (serialType == REAL_TYPE) {
            return Double.longBitsToDouble(bits);
        }
        return bits;
    }

    private static Charset charset(DatabaseHeader header) {
        return switch ((int) header.textEncoding()) {
            case 2 -> StandardCharsets.UTF_16LE;
            case 3 -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }
}
