package dev.ltx4j.replica.s3;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Begins to fetch what will be read: pieces of the objects that are open, then those of the objects that were announced, in
 * their order, as much as the budget allows. A piece that is wanted at once is fetched in any case.
 */
final class ReadAhead {
    /** What all pieces that are fetched or wait to be read may take. */
    static final int BUDGET_BYTES = 16 << 20;
    /** A small object counts as this, so that not too many requests wait for a thread. */
    private static final int LEAST_BYTES = 256 << 10;

    private final S3Bucket bucket;
    private final S3Requests requests;
    private final List<S3ObjectReader> open = new ArrayList<>();
    private final Map<String, S3ObjectReader> prepared = new LinkedHashMap<>();
    private final Deque<Announced> announced = new ArrayDeque<>();
    private final Set<String> openedEarly = new HashSet<>();
    private int reserved;

    ReadAhead(S3Bucket bucket, S3Requests requests) {
        this.bucket = bucket;
        this.requests = requests;
    }

    /** An object that will be read. */
    record Announced(String key, long size) {}

    /** Forgets what was announced before. */
    void expect(List<Announced> objects) {
        List<S3ObjectReader> dropped;
        synchronized (this) {
            dropped = List.copyOf(prepared.values());
            prepared.clear();
            openedEarly.clear();
            announced.clear();
            announced.addAll(objects);
        }
        dropped.forEach(S3ObjectReader::close);
        advance();
    }

    /** The reader of an object, which may have begun already. */
    S3ObjectReader open(String key, long size) {
        S3ObjectReader reader;
        synchronized (this) {
            S3ObjectReader begun = prepared.remove(key);
            if (begun == null) {
                openedEarly.add(key);
            }
            reader = begun == null ? new S3ObjectReader(key, size, bucket, requests, this) : begun;
            open.add(reader);
        }
        return reader;
    }

    synchronized void closed(S3ObjectReader reader) {
        open.remove(reader);
    }

    /** Begins what the budget allows. */
    void advance() {
        synchronized (this) {
            if (requests.isClosed()) {
                return;
            }
            for (S3ObjectReader reader : open) {
                if (!beginPieces(reader)) {
                    return;
                }
            }
            for (S3ObjectReader reader : prepared.values()) {
                if (!beginPieces(reader)) {
                    return;
                }
            }
            Iterator<Announced> next = announced.iterator();
            while (next.hasNext() && reserved < BUDGET_BYTES) {
                Announced object = next.next();
                next.remove();
                if (!openedEarly.contains(object.key()) && !prepared.containsKey(object.key())) {
                    S3ObjectReader reader = new S3ObjectReader(object.key(), object.size(), bucket, requests, this);
                    reader.readOn();
                    prepared.put(object.key(), reader);
                    if (!beginPieces(reader)) {
                        return;
                    }
                }
            }
        }
    }

    /** False if the budget is spent. */
    private boolean beginPieces(S3ObjectReader reader) {
        while (reader.wantsPiece()) {
            if (reserved >= BUDGET_BYTES) {
                return false;
            }
            reader.beginPiece();
        }
        return true;
    }

    /** Takes from the budget, even if there is nothing left. */
    synchronized void reserve(int byteCount) {
        reserved += Math.max(LEAST_BYTES, byteCount);
    }

    synchronized void release(int byteCount) {
        reserved -= Math.max(LEAST_BYTES, byteCount);
    }
}
