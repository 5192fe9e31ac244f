package dev.ltx4j.replica.s3.interop;

import dev.ltx4j.fixtures.live.Versitygw;
import java.util.List;
import java.util.stream.Collectors;

/** Configurations under which everything that happens in a day happens within seconds, in a bucket. */
final class BucketYml {
    private BucketYml() {}

    /** Everything is kept, so that each TXID can be restored. */
    static String keepingAll(Versitygw server, List<LiveBucket> databases) {
        return v5("1h", "5s", "1h", server, databases);
    }

    /** Files of level 0 go after a second, those of other levels soon after. */
    static String pruning(Versitygw server, LiveBucket database) {
        return v5("1s", "2s", "4s", server, List.of(database));
    }

    private static String v5(
            String l0Retention,
            String snapshotInterval,
            String snapshotRetention,
            Versitygw server,
            List<LiveBucket> databases) {
        String head = """
                access-key-id: %s
                secret-access-key: %s
                l0-retention: %s
                l0-retention-check-interval: 500ms
                levels:
                  - interval: 1s
                  - interval: 3s
                snapshot:
                  interval: %s
                  retention: %s
                dbs:
                """.formatted(
                Versitygw.ACCESS_KEY_ID, Versitygw.SECRET_ACCESS_KEY, l0Retention, snapshotInterval, snapshotRetention);
        return databases.stream()
                .map(database ->
                        """
                  - path: '%s'
                    monitor-interval: 300ms
                    checkpoint-interval: 2s
                    min-checkpoint-page-count: 200
                    replica:
                      type: s3
                      bucket: %s
                      path: '%s'
                      endpoint: %s
                      sync-interval: 200ms
                """.formatted(database.database(), Versitygw.BUCKET, database.path(), server.endpoint()))
                .collect(Collectors.joining("", head, ""));
    }

    /** Litestream 0.3, with many WAL indexes and a snapshot now and then. */
    static String generations(Versitygw server, LiveBucket database) {
        return """
                access-key-id: %s
                secret-access-key: %s
                dbs:
                  - path: '%s'
                    monitor-interval: 100ms
                    checkpoint-interval: 2s
                    min-checkpoint-page-count: 200
                    replicas:
                      - url: s3://%s/%s
                        endpoint: %s
                        force-path-style: true
                        sync-interval: 200ms
                        snapshot-interval: 3s
                        retention: 1h
                """.formatted(
                        Versitygw.ACCESS_KEY_ID,
                        Versitygw.SECRET_ACCESS_KEY,
                        database.database(),
                        Versitygw.BUCKET,
                        database.path(),
                        server.endpoint());
    }
}
