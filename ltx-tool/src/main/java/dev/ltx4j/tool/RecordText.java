package dev.ltx4j.tool;

import dev.ltx4j.sqlite.RecordView;
import java.util.HexFormat;

/** A row or key as one short line. */
final class RecordText {
    private static final int MAX_TEXT = 40;
    private static final int MAX_BLOB_BYTES = 12;
    private static final int MAX_LINE = 160;
    private static final char FIRST_PRINTABLE = ' ';
    private static final char DELETE = 0x7f;

    private RecordText() {}

    static String of(RecordView row) {
        StringBuilder line = new StringBuilder();
        int shown = 0;
        for (RecordView.Column column : row.columns()) {
            if (line.length() > MAX_LINE) {
                break;
            }
            line.append(shown++ == 0 ? "" : ", ").append(value(column));
        }
        int left = row.columns().size() - shown;
        if (left > 0) {
            line.append(", … ").append(left).append(" more columns");
        }
        if (!row.complete()) {
            line.append(", … the rest in overflow pages");
        }
        return line.toString();
    }

    private static String value(RecordView.Column column) {
        Object value = column.value();
        if (column.type() == RecordView.Type.NULL) {
            return "NULL";
        }
        if (value instanceof String text) {
            boolean cut = text.length() > MAX_TEXT || !column.whole();
            return "'" + printable(text.substring(0, Math.min(text.length(), MAX_TEXT))) + "'"
                    + (cut ? "… (" + column.byteCount() + " bytes)" : "");
        }
        if (value instanceof byte[] bytes) {
            boolean cut = bytes.length > MAX_BLOB_BYTES || !column.whole();
            return "x'" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_BLOB_BYTES)) + "'"
                    + (cut ? "… (" + column.byteCount() + " bytes)" : "");
        }
        return value == null ? "(" + column.byteCount() + " bytes in an overflow page)" : value.toString();
    }

    /** Nothing that moves a terminal's cursor or changes its colours. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < FIRST_PRINTABLE
                    || Character.isISOControl(c)
                    || c == DELETE
                    || Character.getType(c) == Character.FORMAT
                    || c == '\u2028'
                    || c == '\u2029';
            printable.append(control ? '.' : c);
        }
        return printable.toString();
    }
}
