package dev.ltx4j.ltx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the page index says of one page.
 *
 * <p>Immutable. Source: FORMAT.md, "Page index".
 *
 * @param pageNumber the page, 1 to 2³²−1
 * @param frameOffset where its frame starts in the file, in bytes
 * @param frameBytes how long the frame is, its header included
 */
public record LtxIndexEntry(long pageNumber, long frameOffset, int frameBytes) implements LtxView {
    /** {@code page, offset, length}. */
    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("page", pageNumber);
        fields.put("offset", frameOffset);
        fields.put("length", (long) frameBytes);
        return Collections.unmodifiableMap(fields);
    }
}
