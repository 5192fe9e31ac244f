package dev.ltx4j.ltx;

import java.util.Map;

/**
 * What output for programs says of a part of an LTX file: the names and values that {@code ltx-tool} prints. Names are
 * snake_case, TXIDs, salts and checksums strings of hexadecimal digits (a 64-bit number does not survive every JSON
 * reader), times RFC 3339 in UTC with milliseconds, all other numbers {@link Long}.
 */
public sealed interface LtxView permits LtxHeader, LtxTrailer, LtxSummary, LtxPosition, LtxIndexEntry {
    /**
     * {@return the names and values, in the order in which they are printed; unmodifiable} Values are strings or longs.
     */
    Map<String, Object> toMap();

    /**
     * {@link #toMap} as a JSON object on one line.
     *
     * @return the JSON text
     */
    default String toJson() {
        return Json.object(toMap());
    }
}
