package dev.ltx4j.tool.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import dev.ltx4j.fixtures.live.GoProgram;
import dev.ltx4j.fixtures.live.GoTools;
import dev.ltx4j.fixtures.live.Proof;
import dev.ltx4j.fixtures.live.RandomWriter;
import dev.ltx4j.fixtures.live.Replication;
import dev.ltx4j.fixtures.live.Report;
import dev.ltx4j.fixtures.live.Versitygw;
import dev.ltx4j.fixtures.live.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One configuration file drives Litestream's replication, its restores and ours: the same databases, the same bytes. */
@Tag("interop")
class ConfigurationTest {
    private static final int MAX_SECONDS = 90;
    private static final int STEPS = 25;
    private static final RandomWriter.Shape SHAPE = new RandomWriter.Shape(4096, "NONE", 100);

    @TempDir
    private Path folder;

    private Versitygw server;
    private Random random;
    private Map<String, String> environment;
    private OurTool ours;
    private final Map<Path, RandomWriter> writers = new TreeMap<>();

    @BeforeEach
    void startServer() throws Exception {
        server = Versitygw.start(GoTools.versitygw(), folder.resolve("s3"));
        random = Report.random(ConfigurationTest.class);
        environment = Map.of(
                "DATA",
                folder.toString(),
                "STORE",
                server.endpoint(),
                "BACKUP_KEY",
                Versitygw.ACCESS_KEY_ID,
                "BACKUP_SECRET",
                Versitygw.SECRET_ACCESS_KEY);
        ours = new OurTool(environment);
    }

    @AfterEach
    void stop() throws Exception {
        for (RandomWriter writer : writers.values()) {
            writer.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void databasesOfOneFileAreRestoredByBoth() throws Exception {
        GoProgram litestream = GoTools.litestream().with(environment);
        for (String name :
                List.of("fields.db", "file.db", "file-url.db", "slash.db", "url.db", "many/a.db", "many/b.db")) {
            create(name);
        }
        compare(litestream, """
                access-key-id: ${BACKUP_KEY}
                secret-access-key: $BACKUP_SECRET
                snapshot: {interval: 2s, retention: 1h}
                levels: [{interval: 1s}, {interval: 3s}]
                dbs:
                  - path: $DATA/fields.db
                    replica: {type: s3, bucket: backups, path: by/fields, endpoint: $STORE, region: us-east-1, force-path-style: true}
                  - path: ${DATA}/file.db
                    replica: {type: file, path: "${DATA}/replicas/file"}
                  - path: $DATA/file-url.db
                    replica: {url: "file://$DATA/replicas/file-url"}
                  - path: $DATA/./slash.db
                    replica: {type: s3, bucket: backups, path: by/slash, endpoint: "$STORE", access-key-id: "$BACKUP_KEY", secret-access-key: "$BACKUP_SECRET"}
                  - path: $DATA/url.db
                    replica: {url: "s3://backups/by/url", endpoint: $STORE}
                  - dir: $DATA/many
                    pattern: "*.db"
                    replica: {type: s3, bucket: backups, path: by/many, endpoint: $STORE}
                """);
    }

    /** The older form, with several replicas of one database. */
    @Test
    void databasesOfAFileForLitestream3AreRestoredByBoth() throws Exception {
        GoProgram litestream = GoTools.litestreamV3().with(environment);
        for (String name : List.of("bucket.db", "both.db", "file.db")) {
            create(name);
        }
        compare(litestream, """
                access-key-id: ${BACKUP_KEY}
                secret-access-key: $BACKUP_SECRET
                dbs:
                  - path: $DATA/bucket.db
                    replicas:
                      - url: s3://backups/old/bucket
                        endpoint: $STORE
                        force-path-style: true
                  - path: $DATA/both.db
                    replicas:
                      - {type: file, path: $DATA/replicas/both}
                      - {type: s3, bucket: backups, path: old/both, endpoint: $STORE, force-path-style: true}
                  - path: $DATA/file.db
                    replicas:
                      - path: $DATA/replicas/file
                """);
    }

    private void create(String name) throws Exception {
        Path database = folder.resolve(name);
        Files.createDirectories(database.getParent());
        writers.put(database, new RandomWriter(database, SHAPE, random.nextLong()));
    }

    private void compare(GoProgram litestream, String yml) throws Exception {
        Path configuration = folder.resolve("litestream.yml");
        try (Replication replication = Replication.startExpanding(litestream, folder, yml)) {
            for (int step = 0; step < STEPS; step++) {
                for (RandomWriter writer : writers.values()) {
                    writer.step();
                }
                Thread.sleep(100);
            }
            for (Map.Entry<Path, RandomWriter> entry : writers.entrySet()) {
                Waiting.until("the last transaction of " + entry.getKey() + " is replicated", MAX_SECONDS, () -> {
                    replication.requireAlive();
                    return restoredNumber(configuration, entry.getKey())
                            == entry.getValue().lastNumber();
                });
            }
        }
        for (Path database : writers.keySet()) {
            // What a running Litestream keeps beside the database would be read first, and Litestream does not read it.
            Fixture.deleteTree(database.resolveSibling("." + database.getFileName() + "-litestream"));
            Path theirs = folder.resolve("theirs.db");
            GoProgram.Result result = restoreByLitestream(litestream, configuration, database, theirs);
            assertThat(result.succeeded()).as(result.output()).isTrue();
            Path restored = restore(configuration, database);
            assertThat(Fixture.sha256(restored)).as("%s", database).isEqualTo(Fixture.sha256(theirs));
            Files.delete(restored);
            Files.delete(theirs);
        }
        GoProgram.Result listed = ours.run("databases", "-config", configuration.toString());
        assertThat(listed.succeeded()).as(listed.output()).isTrue();
        assertThat(listed.output())
                .contains(writers.keySet().stream().map(Path::toString).toList());
        Report.print(writers.size() + " databases of a litestream.yml, same bytes by the same file");
    }

    /** Its restore knows nothing of the databases of a folder, so it is given the URL of their replicas. */
    private GoProgram.Result restoreByLitestream(GoProgram litestream, Path configuration, Path database, Path output)
            throws IOException {
        if (database.startsWith(folder.resolve("many"))) {
            String url = "s3://backups/by/many/" + database.getFileName() + "?endpoint=" + server.endpoint();
            return litestream.with(Versitygw.credentials()).run("restore", "-o", output.toString(), url);
        }
        return litestream.run(
                "restore", "-config", configuration.toString(), "-o", output.toString(), database.toString());
    }

    private long restoredNumber(Path configuration, Path database) throws Exception {
        Path local = database.resolveSibling("." + database.getFileName() + "-litestream");
        if (!Files.exists(local)) {
            return -1;
        }
        Path restored = folder.resolve("ours.db");
        GoProgram.Result result = ours.run(
                "restore", "-config", configuration.toString(), "-o", restored.toString(), database.toString());
        if (!result.succeeded()) {
            return -1;
        }
        Proof proof = Proof.check(restored);
        Files.delete(restored);
        return proof.number();
    }

    private Path restore(Path configuration, Path database) throws IOException {
        Path restored = folder.resolve("ours.db");
        GoProgram.Result result = ours.run(
                "restore", "-config", configuration.toString(), "-o", restored.toString(), database.toString());
        assertThat(result.succeeded()).as(result.output()).isTrue();
        return restored;
    }
}
