package dev.ltx4j.restore.interop;

import java.util.List;
import java.util.stream.Collectors;

/** Configurations under which everything that happens in a day happens within seconds. */
final class LitestreamYml {
    private LitestreamYml() {}

    /** Everything is kept, so that each TXID can be restored. */
    static String keepingAll(List<LiveReplica> replicas) {
        return v5("1h", "6s", "1h", replicas);
    }

    /** Files of level 0 go after a second, those of other levels soon after. */
    static String pruning(List<LiveReplica> replicas) {
        return v5("1s", "2s", "4s", replicas);
    }

    private static String v5(
            String l0Retention, String snapshotInterval, String snapshotRetention, List<LiveReplica> replicas) {
        String head = """
                l0-retention: %s
                l0-retention-check-interval: 500ms
                levels:
                  - interval: 1s
                  - interval: 3s
                  - interval: 9s
                snapshot:
                  interval: %s
                  retention: %s
                dbs:
                """.formatted(l0Retention, snapshotInterval, snapshotRetention);
        return replicas.stream()
                .map(replica -> """
                  - path: %s
                    monitor-interval: 350ms
                    checkpoint-interval: 2s
                    min-checkpoint-page-count: 200
                    replica:
                      type: file
                      path: %s
                      sync-interval: 250ms
                """.formatted(quoted(replica.database()), quoted(replica.path())))
                .collect(Collectors.joining("", head, ""));
    }

    /** Level 0 is kept, hardly anything else is made, and the WAL starts again and again. */
    static String restartingWal(List<LiveReplica> replicas) {
        String head = """
                l0-retention: 1h
                levels:
                  - interval: 10m
                snapshot:
                  interval: 1h
                  retention: 2h
                dbs:
                """;
        return replicas.stream()
                .map(replica -> """
                  - path: %s
                    monitor-interval: 40ms
                    checkpoint-interval: 1s
                    min-checkpoint-page-count: 60
                    replica:
                      type: file
                      path: %s
                      sync-interval: 40ms
                """.formatted(quoted(replica.database()), quoted(replica.path())))
                .collect(Collectors.joining("", head, ""));
    }

    /** Litestream 0.3, with many WAL indexes and a snapshot now and then. */
    static String generations(LiveReplica replica) {
        return """
                dbs:
                  - path: %s
                    monitor-interval: 100ms
                    checkpoint-interval: 2s
                    min-checkpoint-page-count: 200
                    replicas:
                      - type: file
                        path: %s
                        sync-interval: 200ms
                        snapshot-interval: 3s
                        retention: 1h
                """.formatted(quoted(replica.database()), quoted(replica.path()));
    }

    private static String quoted(Object path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
