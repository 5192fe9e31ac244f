package dev.ltx4j.ltx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of an LTX file after all of it has been read and verified.
 *
 * @param header its header
 * @param trailer its trailer
 * @param pageCount how many pages it holds
 * @param byteCount its size, in bytes
 */
public record LtxSummary(LtxHeader header, LtxTrailer trailer, long pageCount, long byteCount) implements LtxView {
    /** The fields of header and trailer, then {@code pages, size}. */
    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> fields = new LinkedHashMap<>(header.toMap());
        fields.putAll(trailer.toMap());
        fields.put("pages", pageCount);
        fields.put("size", byteCount);
        return Collections.unmodifiableMap(fields);
    }
}
