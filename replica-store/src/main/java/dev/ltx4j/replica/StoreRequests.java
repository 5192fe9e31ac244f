package dev.ltx4j.replica;

/**
 * What was asked of a store that is far away: each answer that was waited for counts, repeated ones too.
 *
 * @param list pages of listings
 * @param get reads of files or parts of them
 * @param head looks at what is known of a file or bucket
 * @param bytes of files that were fetched
 */
@Experimental
public record StoreRequests(long list, long get, long head, long bytes) {
    /** Nothing was asked. */
    public static final StoreRequests NONE = new StoreRequests(0, 0, 0, 0);

    /** {@return all requests of any kind} */
    public long total() {
        return list + get + head;
    }

    /**
     * {@return the sums of both}
     *
     * @param other of another store
     */
    public StoreRequests plus(StoreRequests other) {
        return new StoreRequests(list + other.list, get + other.get, head + other.head, bytes + other.bytes);
    }
}
