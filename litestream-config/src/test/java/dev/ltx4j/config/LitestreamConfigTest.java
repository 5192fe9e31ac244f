package dev.ltx4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the file says is what Litestream reads, and what is wrong is named with line and key, and without secrets. */
class LitestreamConfigTest {
    private static final String SECRET = "hunter2";

    @TempDir
    private Path folder;

    private LitestreamConfig read(String text) throws IOException {
        return read(text, true);
    }

    private LitestreamConfig read(String text, boolean expands) throws IOException {
        Path file = folder.resolve("litestream.yml");
        Files.writeString(file, text);
        return LitestreamConfig.read(
                file,
                new ConfigEnvironment(
                        Map.of("NAME", "app", "SECRET", SECRET), 42, Path.of("/srv"), Path.of("/home/me"), expands));
    }

    private ReplicaConfig replica(String yaml) throws IOException {
        return read("dbs: [{path: /a, replica: {" + yaml + "}}]")
                .entries()
                .get(0)
                .replicas()
                .get(0);
    }

    @Test
    void pathsAreAbsoluteAndVariablesPutIn() throws IOException {
        assertThat(read("""
                dbs:
                  - path: /data/$NAME-${PID}$GONE.db
                    replica: {path: ~/backups}
                  - path: ./two.db
                    replica: {url: file:///backups/two}
                  - path: sqlite:///three.db
                    replicas: [{path: a}, {path: b}]
                """).entries())
                .containsExactly(
                        new ConfiguredDatabase(
                                Path.of("/data/app-42.db"), List.of(new FileReplica(Path.of("/home/me/backups")))),
                        new ConfiguredDatabase(
                                Path.of("/srv/two.db"), List.of(new FileReplica(Path.of("/backups/two")))),
                        new ConfiguredDatabase(
                                Path.of("/three.db"),
                                List.of(new FileReplica(Path.of("/srv/a")), new FileReplica(Path.of("/srv/b")))));
    }

    @Test
    void variablesStayIfToldSo() throws IOException {
        assertThat(((ConfiguredDatabase)
                                read("dbs: [{path: /$NAME}]", false).entries().get(0))
                        .path())
                .isEqualTo(Path.of("/$NAME"));
    }

    @Test
    void topLevelSettingsAreDefaults() throws IOException {
        S3Replica s3 = (S3Replica) read("""
                access-key-id: top
                secret-access-key: $SECRET
                region: eu-west-1
                dbs:
                  - path: /a
                    replica: {type: s3, bucket: b, path: /x/y/, access-key-id: own, skip-verify: yes}
                """).entries().get(0).replicas().get(0);

        assertThat(s3.accessKeyId()).contains(new Secret("own"));
        assertThat(s3.secretAccessKey()).contains(new Secret(SECRET));
        assertThat(s3.region()).contains("eu-west-1");
        assertThat(s3.path()).isEqualTo("/x/y/");
        assertThat(s3.skipVerify()).isTrue();
        assertThat(s3.toString()).doesNotContain(SECRET);
    }

    @Test
    void mergedMappingsCount() throws IOException {
        assertThat(read("""
                base: &base {type: s3, bucket: one, path: p}
                dbs: [{path: /a, replica: {<<: *base, bucket: two}}]
                """).entries().get(0).replicas().get(0).location()).isEqualTo("s3://two/p");
    }

    @ParameterizedTest
    @CsvSource({
        "file:///a/b, /a/b",
        "file://a/b, /a/b",
        "file:///a%20b, /a%20b",
        "file:///a b, /a%20b",
        "file:a/b, /srv/a/b",
        "file:///a?x=1, /a"
    })
    void fileUrlIsWhatItIsToLitestream(String url, Path path) throws IOException {
        assertThat(replica("url: \"" + url + "\"")).isEqualTo(new FileReplica(path));
    }

    @ParameterizedTest
    @CsvSource({"sftp://u:hunter2@h/x, sftp", "gs://b/x, gs", "webdavs://u:hunter2@h/x, webdav"})
    void otherKindsAreNamedAndNothingElse(String url, String type) throws IOException {
        assertThat(replica("url: \"" + url + "\"")).isEqualTo(new UnsupportedReplica(type));
    }

    @Test
    void folderGivesEachDatabaseItsOwnReplica() throws IOException {
        LitestreamConfig config = read("dbs: [{dir: /d, pattern: '*.db', replica: {path: /r}}]");

        assertThat(config.find(Path.of("/d/x.db")))
                .contains(new ConfiguredDatabase(Path.of("/d/x.db"), List.of(new FileReplica(Path.of("/r/x.db")))));
        assertThat(config.find(Path.of("/d/y/x.db"))).isEqualTo(Optional.empty());
        assertThat(config.find(Path.of("/d/x.txt"))).isEqualTo(Optional.empty());
    }

    @Test
    void folderHoldsTheDatabasesThatAreThere() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("d/inner"));
        Files.writeString(inner.resolve("b.db"), "SQLite format 3\0 and more");
        Files.writeString(folder.resolve("d/a.db"), "SQLite format 3\0");
        Files.writeString(folder.resolve("d/no.db"), "something else");

        assertThat(names(false)).containsExactly("a.db");
        assertThat(names(true)).containsExactly("a.db", "inner/b.db");
    }

    private List<String> names(boolean recursive) throws IOException {
        Path root = folder.resolve("d");
        return new DatabaseFolder(root, "*.db", recursive, List.of())
                .localDatabases().stream()
                        .map(database -> root.relativize(database.path()).toString())
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dbs: [{replica: {path: /r}}] | line 1, dbs[0]: has neither 'path' nor 'dir'",
                "dbs: [{path: /a, dir: /b}] | line 1, dbs[0].path: 'path' and 'dir' exclude each other",
                "dbs: [{dir: /b}] | line 1, dbs[0].pattern: is missing; it goes with 'dir'",
                "dbs: [{path: /a}, {path: /a}] | line 1, dbs[1].path: is named by two entries: /a",
                "dbs: [{path: /a, path: /b}] | line 1, dbs[0].path: is there twice",
                "dbs: [{path: /a, replica: {url: file:///r, path: /r}}] | line 1, dbs[0].replica.url: 'url' excludes 'path' and 'bucket'",
                "dbs: [{path: /a, replica: {url: s3://b, bucket: b}}] | line 1, dbs[0].replica.url: 'url' excludes 'path' and 'bucket'",
                "dbs: [{path: /a, replica: {type: s3}}] | line 1, dbs[0].replica.bucket: is missing, and there is no 'url'",
                "dbs: 7 | line 1, dbs: is not a list",
                "dbs: [7] | line 1, dbs[0]: is not a mapping of keys to values",
            })
    void whatIsWrongIsNamedWithLineAndKey(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("litestream.yml") + ", " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret-access-key: *hunter2",
                "secret-access-key: @hunter2",
                "secret-access-key: hunter2: x",
                "secret-access-key: \"hunter2",
                "skip-verify: hunter2\ndbs: [{path: /a, replica: {url: 's3://b'}}]",
                "dbs: [{path: /a, replica: {url: 's3://k:hunter2@b/x'}}]",
                "dbs: [{path: /a, replica: {url: 's3://b/x?hunter2'}}]",
                "dbs: [{path: /a, replica: {secret-access-key: [hunter2], url: 's3://b/x'}}]",
                "hunter2",
            })
    void noSecretIsInAnError(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).satisfies(e -> {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(SECRET);
        });
    }

    @Test
    void hostileFilesAreRefused() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("nested deeper than 64 levels");
        assertThatThrownBy(() -> read("a".repeat(LitestreamConfig.MAX_BYTES + 1)))
                .hasMessageContaining("is longer than");
        assertThatThrownBy(() -> read("&a {<<: *a}")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> read("$SECRET".repeat(LitestreamConfig.MAX_BYTES / 7)))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void nestedAliasesCostNothing() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(read(bomb + "dbs: [{path: /a}]").entries()).hasSize(1);
    }

    @Test
    void emptyFileNamesNothing() throws IOException {
        assertThat(read("").entries()).isEmpty();
        assertThat(read("# nothing\n").entries()).isEmpty();
    }
}
