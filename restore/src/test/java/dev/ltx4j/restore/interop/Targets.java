package dev.ltx4j.restore.interop;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.LtxFile;
import dev.ltx4j.restore.RestoreTarget;
import dev.ltx4j.restore.TimeBounds;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** Questions about a replica. */
final class Targets {
    private static final int MOMENTS_AT_RANDOM = 50;
    private static final int MOMENTS_OF_FILES = 12;

    private Targets() {}

    /** Every TXID that there was. */
    static List<RestoreTarget.AtTxid> txids(LiveReplica replica) throws IOException {
        return LongStream.rangeClosed(1, replica.listing().lastTxid().value())
                .mapToObj(number -> new RestoreTarget.AtTxid(new Txid(number)))
                .toList();
    }

    /** Fifty moments between the first and the last time, some times of files, and what lies around both ends. */
    static Set<RestoreTarget.Before> moments(LiveReplica replica, Random random) throws IOException {
        TimeBounds bounds = bounds(replica);
        int span = Math.toIntExact(bounds.last().toEpochMilli() - bounds.first().toEpochMilli());
        Set<RestoreTarget.Before> moments = new LinkedHashSet<>();
        while (moments.size() < MOMENTS_AT_RANDOM) {
            moments.add(new RestoreTarget.Before(bounds.first().plusMillis(1 + random.nextInt(span))));
        }
        List<LtxFile> files = replica.files();
        for (int i = 0; i < MOMENTS_OF_FILES; i++) {
            moments.add(new RestoreTarget.Before(
                    files.get(random.nextInt(files.size())).created()));
        }
        for (Instant end : List.of(bounds.first(), bounds.last())) {
            for (int millis = -1; millis <= 1; millis++) {
                moments.add(new RestoreTarget.Before(end.plusMillis(millis)));
            }
        }
        return moments;
    }

    static TimeBounds bounds(LiveReplica replica) throws IOException {
        return TimeBounds.of(replica.listing()).orElseThrow();
    }
}
