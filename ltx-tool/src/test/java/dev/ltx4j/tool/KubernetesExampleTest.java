package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The command lines of the manifests do what is said of them: they are run in processes of this machine, with the folders of
 * the volumes in the place of those that are mounted.
 */
class KubernetesExampleTest {
    private static final Path EXAMPLES = Fixture.projectRoot().resolve("examples");

    @TempDir
    private Path folder;

    private final Map<String, String> mounts = new LinkedHashMap<>();

    @BeforeEach
    void layOut() throws IOException {
        for (int i = 0; i < 8; i++) {
            Path replica = folder.resolve("bucket/tenants/" + i + ".db");
            Files.createDirectories(replica.getParent());
            Fixture.copyTree(EXAMPLES.resolve("replica/app.db"), replica);
        }
        for (String name : List.of("config", "results", "data", "bin")) {
            Files.createDirectory(folder.resolve(name));
        }
        Path tool = folder.resolve("bin/ltx-tool");
        Files.writeString(
                tool,
                "#!/bin/sh\nexec '" + System.getProperty("java.home") + "/bin/java' -XX:TieredStopAtLevel=1 -cp '"
                        + System.getProperty("java.class.path") + "' " + Main.class.getName() + " \"$@\"\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
    }

    private static List<Node> documents(String file) throws IOException {
        List<Node> documents = new ArrayList<>();
        String text = Files.readString(EXAMPLES.resolve("kubernetes").resolve(file));
        new Load(LoadSettings.builder().build())
                .loadAllFromString(text)
                .forEach(document -> documents.add(new Node(document)));
        return documents;
    }

    private static Node named(String file, String kind, String name) throws IOException {
        return documents(file).stream()
                .filter(document -> document.get("kind").text().equals(kind)
                        && document.get("metadata").get("name").text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A value of a manifest, to be walked through. */
    private record Node(Object value) {
        Node get(String key) {
            Object found = ((Map<?, ?>) value).get(key);
            assertThat(found).as(key).isNotNull();
            return new Node(found);
        }

        boolean has(String key) {
            return ((Map<?, ?>) value).containsKey(key);
        }

        List<Node> list() {
            return ((List<?>) value).stream().map(Node::new).toList();
        }

        Node only() {
            assertThat(list()).hasSize(1);
            return list().get(0);
        }

        String text() {
            return String.valueOf(value);
        }
    }

    private static Node job(String name) throws IOException {
        return named("verify.yaml", "CronJob", name)
                .get("spec")
                .get("jobTemplate")
                .get("spec");
    }

    private static Node containerOf(Node podTemplate, String key) {
        return podTemplate.get("spec").get(key).only();
    }

    /** The configuration of the manifest, with a folder in the place of the bucket. */
    private void configure() throws IOException {
        String yaml = named("verify.yaml", "ConfigMap", "litestream")
                .get("data")
                .get("litestream.yml")
                .text();
        assertThat(yaml).contains("s3://bucket/", "dir: /data\n");
        Files.writeString(
                folder.resolve("config/litestream.yml"),
                yaml.replace("s3://bucket", "file://" + folder.resolve("bucket"))
                        .replace("dir: /data", "dir: " + folder.resolve("data")));
    }

    private ProcessResult run(Node container, Map<String, String> environment) throws Exception {
        for (Node mount : container.get("volumeMounts").list()) {
            mounts.put(
                    mount.get("mountPath").text(),
                    folder.resolve(mount.get("name").text()).toString());
        }
        List<String> words = new ArrayList<>();
        container.get("command").list().forEach(word -> words.add(local(word.text())));
        container.get("args").list().forEach(word -> words.add(local(word.text())));
        if (words.get(0).equals("ltx-tool")) {
            words.set(0, folder.resolve("bin/ltx-tool").toString());
        }
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().merge("PATH", folder.resolve("bin") + ":", (path, bin) -> bin + path);
        builder.environment().putAll(environment);
        if (container.has("env")) {
            for (Node variable : container.get("env").list()) {
                builder.environment()
                        .put(
                                variable.get("name").text(),
                                local(variable.get("value").text()));
            }
        }
        return ProcessResult.of(builder);
    }

    private String local(String text) {
        String result = text;
        for (Map.Entry<String, String> mount : mounts.entrySet()) {
            result = result.replace(mount.getKey() + "/", mount.getValue() + "/");
        }
        return result;
    }

    private ProcessResult verifyShare(int index) throws Exception {
        return run(
                containerOf(job("ltx4j-verify").get("template"), "containers"),
                new HashMap<>(Map.of("JOB_COMPLETION_INDEX", Integer.toString(index))));
    }

    private ProcessResult report() throws Exception {
        return run(containerOf(job("ltx4j-report").get("template"), "containers"), Map.of());
    }

    @Test
    void sharesOfTheNightAreMergedAndAMissingOneFailsTheReport() throws Exception {
        configure();
        Node job = job("ltx4j-verify");
        int completions = Integer.parseInt(job.get("completions").text());
        assertThat(job.get("completionMode").text()).isEqualTo("Indexed");
        assertThat(containerOf(job.get("template"), "containers")
                        .get("args")
                        .only()
                        .text())
                .contains("--shard \"$JOB_COMPLETION_INDEX/" + completions + "\"");

        for (int index = 0; index < completions - 1; index++) {
            ProcessResult result = verifyShare(index);
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        ProcessResult missing = report();
        assertThat(missing.exitCode()).isEqualTo(4);
        assertThat(missing.err())
                .isEqualTo("report: shard " + (completions - 1) + "/" + completions + " did not finish\n");

        verifyShare(completions - 1);
        ProcessResult merged = report();
        assertThat(merged.exitCode()).as(merged.err()).isZero();
        assertThat(merged.out()).contains("\n8 databases: 8 sound; ");
        assertThat(MetricsFormat.read(Files.readString(folder.resolve("results/ltx4j.prom")))
                        .get("ltx4j_verify_databases"))
                .containsEntry("sound", 8.0);

        // Damage is a result: no pod fails, but the report does.
        Files.delete(folder.resolve("bucket/tenants/3.db/ltx/0/0000000000000013-0000000000000013.ltx"));
        for (int index = 0; index < completions; index++) {
            assertThat(verifyShare(index).exitCode()).isZero();
        }
        ProcessResult damaged = report();
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.err()).contains("1 of 8 databases not found sound, the first: ");
    }

    @Test
    void shareThatCannotReadItsSourceFailsSoThatItIsTriedAgain() throws Exception {
        ProcessResult result = verifyShare(0);

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("litestream.yml: there is no such configuration file");
    }

    @Test
    void applicationFindsItsDatabasesAndKeepsThemAtTheNextStart() throws Exception {
        configure();
        Node pod = named("restore.yaml", "StatefulSet", "app").get("spec").get("template");

        ProcessResult first = run(containerOf(pod, "initContainers"), Map.of());
        assertThat(first.exitCode()).as(first.err()).isZero();
        for (int i = 0; i < 8; i++) {
            assertThat(Fixture.sha256(folder.resolve("data/" + i + ".db")))
                    .isEqualTo("ee5bbc18c7b7debb2732336ade40c731d750afd873223f6778c093964b3f33e4");
        }
        Files.writeString(folder.resolve("data/0.db"), "SQLite format 3\0 changed since");

        ProcessResult second = run(containerOf(pod, "initContainers"), Map.of());
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains("\n8 databases: 8 kept; ");
        assertThat(Files.readString(folder.resolve("data/0.db"))).endsWith("changed since");
    }
}
