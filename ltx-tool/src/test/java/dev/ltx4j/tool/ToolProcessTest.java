package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ltx4j.fixtures.Fixture;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts with the real Java: in a checkout whose jar has nothing but a class path, that of this test. Slow work is
 * made by Java's interpreter.
 */
class ToolProcessTest {
    private static final String INTERPRETER = "-Xint";

    @TempDir
    private Path folder;

    private Path checkout;

    @BeforeEach
    void layOut() throws IOException {
        checkout = folder.resolve("check out");
        Path jar = checkout.resolve("ltx-tool/target/ltx-tool.jar");
        Files.createDirectories(jar.getParent());
        Files.createDirectories(checkout.resolve("bin"));
        for (String script : List.of("ltx-tool", "restore")) {
            Files.copy(
                    Fixture.projectRoot().resolve("bin").resolve(script),
                    checkout.resolve("bin").resolve(script));
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toUri().toString())
                        .collect(Collectors.joining(" ")));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.finish();
        }
    }

    @Test
    void restoreFromAnotherFolderGivesTheDatabase() throws Exception {
        Fixture levels = Fixture.open("v5-levels");
        Path elsewhere = Files.createDirectory(folder.resolve("else where"));
        levels.copyReplica(elsewhere.resolve("replica ä"));

        ProcessResult result = ProcessResult.of(
                builder("restore", "-o", "new ö.db", "replica ä").directory(elsewhere.toFile()));

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("restored new ö.db\n");
        assertThat(RestoreCommandTest.sha256(elsewhere.resolve("new ö.db")))
                .isEqualTo(levels.answers().at("/latest/sha256").asText());
    }

    @Test
    void exitCodesPassThrough() throws Exception {
        assertThat(ProcessResult.of(builder("restore", "-o", "x", "/nowhere")).exitCode())
                .isEqualTo(4);
        assertThat(ProcessResult.of(builder("ltx-tool", "restoer")).exitCode()).isEqualTo(2);
        assertThat(ProcessResult.of(builder("ltx-tool", "--version")).exitCode())
                .isZero();
    }

    /** Nothing of the SDK's own is printed, and no secret, however much is asked for. */
    @Test
    void unreachableStoreIsToldInOneLine() throws Exception {
        ProcessBuilder list =
                builder("ltx-tool", "list", "--debug", "s3://nope/x?endpoint=http://127.0.0.1:1&region=eu-north-1");
        list.environment().put("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
        list.environment().put("AWS_SECRET_ACCESS_KEY", "topsecret");

        ProcessResult result = ProcessResult.of(list);

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("list: s3://nope/x cannot be reached, in 3 tries: Connection refused")
                .doesNotContain("SLF4J", "software.amazon", "topsecret", "AKIAEXAMPLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "java", "native"})
    void decoderIsTheUsersChoice(String choice) throws Exception {
        ProcessResult result = verifyWithDecoder(choice);

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).endsWith(": sound\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void decoderThatIsNotThereIsReplacedWithAWord() throws Exception {
        ProcessResult result = verifyWithDecoder("nativ");

        assertThat(result.err())
                .isEqualTo(
                        "ltx-tool: there is no LZ4 decoder \"nativ\", only \"java\" and \"native\"; pages are decoded in"
                                + " plain Java\n");
        assertThat(result.out()).endsWith(": sound\n");
        assertThat(result.exitCode()).isZero();
    }

    private ProcessResult verifyWithDecoder(String choice) throws Exception {
        ProcessBuilder verify = builder(
                "ltx-tool", "verify", Fixture.open("v5-levels").replica().toString());
        verify.environment().put("LTX4J_LZ4", choice);
        return ProcessResult.of(verify);
    }

    @Test
    void archiveOfClassesThatIsBrokenIsNoTrouble() throws Exception {
        Path jar = checkout.resolve("ltx-tool/target/ltx-tool.jar");
        Path archive = jar.resolveSibling("classes-of-java-" + runtimeVersion() + ".jsa");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        for (int byteCount : new int[] {1, 100, 10_000}) {
            Files.write(archive, new byte[byteCount]);
            ProcessResult result = ProcessResult.of(builder("ltx-tool", "--version"));
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).startsWith("ltx-tool ").contains("\nJava ").hasLineCount(2);
            assertThat(result.exitCode()).isZero();
        }
    }

    @Test
    void archiveOfClassesIsMadeAtTheFirstRunAndDropsOutWhenTheJarChanges() throws Exception {
        Fixture.copyTree(Fixture.projectRoot().resolve("examples/replica"), checkout.resolve("examples/replica"));
        Path target = checkout.resolve("ltx-tool/target");
        for (int run = 0; run < 3; run++) {
            ProcessResult result = ProcessResult.of(builder("ltx-tool", "--version"));
            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            try (Stream<Path> files = Files.list(target)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("ltx-tool.jar", "classes-of-java-" + runtimeVersion() + ".jsa");
            }
            if (run == 1) {
                Files.setLastModifiedTime(
                        target.resolve("ltx-tool.jar"), FileTime.fromMillis(System.currentTimeMillis() + 60_000));
            }
        }
    }

    /** As the JDK's file {@code release} has it. */
    private static String runtimeVersion() throws IOException {
        return Files.readAllLines(Path.of(System.getProperty("java.home"), "release")).stream()
                .filter(line -> line.startsWith("JAVA_RUNTIME_VERSION="))
                .map(line -> line.substring(line.indexOf('"') + 1, line.length() - 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void resultThatCannotBeWrittenIsAFailure() throws Exception {
        String replica = Fixture.open("v5-levels").replica().toString();
        String script = checkout.resolve("bin/ltx-tool").toString();

        ProcessResult full = ProcessResult.of(
                new ProcessBuilder("sh", "-c", "\"$0\" list --json \"$1\" >/dev/full", script, replica));
        ProcessResult enough = ProcessResult.of(
                new ProcessBuilder("sh", "-c", "\"$0\" list --json \"$1\" | head -n 1", script, replica));

        assertThat(full.exitCode()).isEqualTo(5);
        assertThat(full.err()).startsWith("cannot write to standard output: ");
        assertThat(enough.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void signalEndsALongRestoreAndLeavesNothing(String signal, int exitCode) throws Exception {
        assumeThat(isIgnored(exitCode - 128))
                .as("these tests were started with SIG%s ignored, as nohup and background jobs are", signal)
                .isFalse();
        Path place = Files.createDirectory(folder.resolve("place"));
        Path err = folder.resolve("err");
        ProcessBuilder builder = builder(
                        "restore",
                        "-o",
                        place.resolve("out.db").toString(),
                        Fixture.open("v5-lockpage65536").replica().toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile());
        builder.environment().put("LTX4J_JAVA_OPTS", INTERPRETER);
        Process process = builder.start();
        try {
            while (isEmpty(place)) {
                assertThat(process.isAlive()).isTrue();
                Thread.sleep(10);
            }
            // Long enough for progress to appear, if it were shown in a pipe.
            Thread.sleep(1500);
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(exitCode);
        assertThat(place).isEmptyDirectory();
        assertThat(err).hasContent("restore: interrupted; no unfinished file was left behind\n");
    }

    @Test
    void terminalShowsProgressAndNothingOfItStays() throws Exception {
        assumeThat(Path.of("/usr/bin/script")).isExecutable();
        String command = "'" + checkout.resolve("bin/ltx-tool") + "' verify '"
                + Fixture.open("v5-page65536").replica() + "'";
        ProcessBuilder builder = withJava(new ProcessBuilder(
                "/usr/bin/script", "-qec", command, folder.resolve("typescript").toString()));
        builder.environment().put("LTX4J_JAVA_OPTS", INTERPRETER);

        ProcessResult result = ProcessResult.of(builder);

        assertThat(result.exitCode()).isZero();
        String screen = Files.readString(folder.resolve("typescript"), StandardCharsets.UTF_8);
        assertThat(screen)
                .containsPattern("\rverify  \\d+%  \\d+\\.\\d of 5\\.3 MiB  \\d+\\.\\d MiB/s  \\d+:\\d\\d left")
                .contains("\r" + " ".repeat(79) + "\rlevel  files  ")
                .doesNotContain("WARNING");
    }

    private ProcessBuilder builder(String script, String... arguments) {
        return withJava(new ProcessBuilder(
                Stream.concat(Stream.of(checkout.resolve("bin").resolve(script).toString()), Stream.of(arguments))
                        .toList()));
    }

    private static ProcessBuilder withJava(ProcessBuilder builder) {
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_OPTS");
        builder.environment().remove("LC_ALL");
        builder.environment().put("LANG", "C.UTF-8");
        return builder;
    }

    /** Programs start with the signals ignored that ignored whoever starts them, and Java leaves those alone. */
    private static boolean isIgnored(int signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> Long.parseUnsignedLong(
                                line.substring("SigIgn:".length()).strip(), 16))
                        .anyMatch(mask -> (mask & (1L << (signal - 1))) != 0);
    }

    private static boolean isEmpty(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.findAny().isEmpty();
        }
    }
}
