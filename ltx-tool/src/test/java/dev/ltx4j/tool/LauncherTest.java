package dev.ltx4j.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Fixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The two scripts of {@code bin/}, in a checkout that has nothing but them, with a Java and a Maven that only say how
 * they were called, and a PATH that has nothing else but the few system programs that the scripts need.
 */
class LauncherTest {
    private static final List<String> SYSTEM_PROGRAMS = List.of(
            "sh",
            "dirname",
            "readlink",
            "tail",
            "head",
            "mkdir",
            "rmdir",
            "sleep",
            "sed",
            "cat",
            "flock",
            "timeout",
            "mv",
            "rm");
    private static final String END_OF_ZIP = "PK\005\006" + "\0".repeat(18);

    @TempDir
    private Path folder;

    private Path checkout;
    private Path programs;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void layOut() throws IOException {
        checkout = folder.resolve("a check out");
        Files.createDirectories(checkout.resolve("bin"));
        for (String script : List.of("ltx-tool", "restore")) {
            Files.copy(
                    Fixture.projectRoot().resolve("bin").resolve(script),
                    checkout.resolve("bin").resolve(script));
        }
        programs = Files.createDirectory(folder.resolve("programs"));
        for (String program : SYSTEM_PROGRAMS) {
            writeScript(programs.resolve(program), "exec " + systemProgram(program) + " \"$@\"\n");
        }
        environment.put("PATH", programs.toString());
        environment.put("LANG", "C.UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ltx-tool", "restore"})
    void argumentsReachJavaAsTheyAre(String script) throws Exception {
        installJar();
        installJavaOnPath("17.0.15");
        List<String> odd = List.of("-o", "a b", "", "*", "$HOME", "-x y", "'", "--", "ä");

        ProcessResult result = run(checkout.resolve("bin").resolve(script), odd);

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(7);
        List<String> seen = result.out().lines().toList();
        assertThat(seen).endsWith(odd.stream().map(arg -> "[" + arg + "]").toArray(String[]::new));
        assertThat(seen).containsSubsequence("[-Dltx4j.program=" + script + "]", "[-jar]", "[" + jar() + "]");
        assertThat(seen).doesNotContain("[-Dltx4j.stderr.tty=1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ltx-tool", "restore"})
    void linksOfEveryKindLeadToTheCheckout(String script) throws Exception {
        installJar();
        installJavaOnPath("17");
        Path original = checkout.resolve("bin").resolve(script);
        Path links = Files.createDirectories(folder.resolve("my links/deeper"));
        Path absolute = Files.createSymbolicLink(links.resolve("absolute"), original);
        Path relative = Files.createSymbolicLink(links.resolve("relative"), links.relativize(original));
        Path chain = Files.createSymbolicLink(links.resolve("chain"), Path.of("relative"));
        Path linkedFolder = Files.createSymbolicLink(folder.resolve("bin link"), checkout.resolve("bin"));
        Path throughFolder = linkedFolder.resolve(script);
        Path linkBehindFolder = Files.createSymbolicLink(
                folder.resolve("behind"), Path.of("bin link").resolve(script));

        for (Path link : List.of(absolute, relative, chain, throughFolder, linkBehindFolder)) {
            ProcessResult result = run(link, List.of());
            assertThat(result.out()).as("%s: %s", link, result.err()).contains("[" + jar() + "]");
        }
    }

    @Test
    void linkOnPathWorksFromAnyFolder() throws Exception {
        installJar();
        installJavaOnPath("17");
        Files.createSymbolicLink(programs.resolve("restore"), checkout.resolve("bin/restore"));

        ProcessResult result = run(List.of("sh", "-c", "restore SOURCE"), folder.resolve("my links"));

        assertThat(result.out()).contains("[" + jar() + "]", "[SOURCE]");
    }

    @Test
    void relativeCallWorks() throws Exception {
        installJar();
        installJavaOnPath("17");

        ProcessResult result = run(List.of("sh", "-c", "./ltx-tool list"), checkout.resolve("bin"));

        assertThat(result.out()).contains("[" + jar() + "]", "[list]");
    }

    @Test
    void javaHomeWinsOverPath() throws Exception {
        installJar();
        installJavaOnPath("11");
        Path home = installJdk("a jdk", "21.0.1");
        environment.put("JAVA_HOME", home.toString());

        assertThat(run().exitCode()).isEqualTo(7);
    }

    @Test
    void javaOptionsOfTheUserComeLast() throws Exception {
        installJar();
        installJavaOnPath("17");
        environment.put("JAVA_OPTS", "-Xmx1g -Dstar=*");
        environment.put("LTX4J_JAVA_OPTS", "-Dmine=1");

        assertThat(run().out().lines().toList())
                .containsSubsequence("[-Xmx256m]", "[-Xmx1g]", "[-Dstar=*]", "[-Dmine=1]", "[-jar]");
    }

    @Test
    void archiveOfClassesIsUsedWhereItIsNewerThanTheJar() throws Exception {
        installJar();
        installJavaOnPath("17");
        Path archive = jar().resolveSibling("classes-of-java-9.jsa");
        Files.writeString(archive, "archive");
        Files.setLastModifiedTime(jar(), FileTime.fromMillis(1_000_000));
        assertThat(run().out()).contains("[-XX:SharedArchiveFile=" + archive + "]");

        Files.setLastModifiedTime(archive, FileTime.fromMillis(1_000_000));
        Files.writeString(archive, "");
        assertThat(run().out()).doesNotContain("SharedArchiveFile");
    }

    @Test
    void archiveOfTheUserIsTheOnlyOne() throws Exception {
        installJar();
        installJavaOnPath("17");
        Files.writeString(jar().resolveSibling("classes-of-java-9.jsa"), "archive");
        environment.put("LTX4J_JAVA_OPTS", "-Xshare:off");

        assertThat(run().out()).contains("[-Xshare:off]").doesNotContain("SharedArchiveFile");
    }

    @Test
    void archiveThatCannotBeMadeIsTriedOnceAndIsNoTrouble() throws Exception {
        installJar();
        Files.setLastModifiedTime(jar(), FileTime.fromMillis(1_000_000));
        installJavaOnPath("17");
        Files.createDirectories(checkout.resolve("examples/replica/app.db"));

        ProcessResult result = run();

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.out()).doesNotContain("SharedArchiveFile");
        assertThat(jar().resolveSibling("classes-of-java-9.jsa")).isEmptyFile();
        try (Stream<Path> files = Files.list(jar().getParent())) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("making")))
                    .isEmpty();
        }
    }

    @Test
    void withoutLocaleFileNamesAreTakenAsUtf8() throws Exception {
        installJar();
        environment.put("JAVA_HOME", installJdk("jdk", "17").toString());
        Files.writeString(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$LC_ALL\"\n");
        environment.remove("LANG");
        assertThat(run().out()).isEqualTo("C.UTF-8\n");

        environment.put("LANG", "de_DE.ISO-8859-1");
        assertThat(run().out()).isEqualTo("\n");
    }

    @Test
    void noJavaAtAllIsSaid() throws Exception {
        installJar();

        ProcessResult result = run();

        assertThat(result.err()).isEqualTo("""
                        ltx-tool: no Java found: JAVA_HOME is not set and there is no java on your PATH.
                        ltx-tool: Install a JDK 17 or later (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless).
                        """);
        assertThat(result.exitCode()).isEqualTo(127);
    }

    @Test
    void javaHomeThatIsNoneIsSaid() throws Exception {
        installJar();
        installJavaOnPath("17");
        environment.put("JAVA_HOME", "/nowhere");

        ProcessResult result = run();

        assertThat(result.err()).isEqualTo("""
                        ltx-tool: JAVA_HOME is /nowhere, but there is no program /nowhere/bin/java.
                        ltx-tool: Set JAVA_HOME to the folder of a JDK 17 or later, or unset it to use the java on your PATH.
                        """);
        assertThat(result.exitCode()).isEqualTo(127);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_412", "11.0.22", "16"})
    void javaThatIsTooOldIsSaid(String version) throws Exception {
        installJar();
        Path home = installJdk("jdk", version);
        environment.put("JAVA_HOME", home.toString());

        ProcessResult result = run();

        assertThat(result.err())
                .isEqualTo("ltx-tool: " + home + "/bin/java is Java " + version + "; Java 17 or later is needed.\n"
                        + "ltx-tool: Set JAVA_HOME to the folder of a JDK 17 or later.\n");
        assertThat(result.exitCode()).isEqualTo(127);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.15", "25-ea", "26", "100.1"})
    void javaWithoutReleaseFileIsAsked(String version) throws Exception {
        installJar();
        Path home = installJdk("jdk", version);
        Files.delete(home.resolve("release"));
        environment.put("JAVA_HOME", home.toString());

        assertThat(run().exitCode()).isEqualTo(7);
    }

    @Test
    void oldJavaWithoutReleaseFileIsSaid() throws Exception {
        installJar();
        Path home = installJdk("jdk", "1.8.0_412");
        Files.delete(home.resolve("release"));
        environment.put("JAVA_HOME", home.toString());

        assertThat(run().err()).contains("is Java 1.8.0_412; Java 17 or later is needed.");
    }

    @Test
    void javaThatDoesNotRunIsSaid() throws Exception {
        installJar();
        Path home = installJdk("jdk", "17");
        Files.delete(home.resolve("release"));
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho No runtime installed. >&2\nexit 1\n");
        environment.put("JAVA_HOME", home.toString());

        ProcessResult result = run();

        assertThat(result.err()).isEqualTo("ltx-tool: " + home + "/bin/java does not run: No runtime installed.\n");
        assertThat(result.exitCode()).isEqualTo(127);
    }

    @Test
    void missingJarIsBuiltOnce() throws Exception {
        installJavaOnPath("17");
        installMaven("");

        ProcessResult first = run();
        ProcessResult second = run();

        assertThat(first.err())
                .isEqualTo("ltx-tool: " + jar() + " is not there; building it, once: mvn -q -DskipTests package\n"
                        + "maven says something\n");
        assertThat(first.out()).startsWith("[").doesNotContain("maven");
        assertThat(first.exitCode()).isEqualTo(7);
        assertThat(second.err()).isEmpty();
        assertThat(mavenCalls())
                .containsExactly(checkout.toRealPath() + ": -q -B -Dstyle.color=never -DskipTests package");
    }

    @Test
    void halfWrittenJarIsBuiltAgain() throws Exception {
        installJavaOnPath("17");
        installMaven("");
        installJar();
        Files.writeString(jar(), "PK\003\004 and then the build was killed");

        assertThat(run().exitCode()).isEqualTo(7);
        assertThat(mavenCalls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severalAtOnceBuildOnce(boolean withFlock) throws Exception {
        if (!withFlock) {
            Files.delete(programs.resolve("flock"));
        }
        installJavaOnPath("17");
        installMaven("sleep 1");

        List<Process> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(builder(List.of(script()), folder)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output" + i).toFile())
                    .start());
        }
        for (Process process : running) {
            assertThat(process.waitFor()).isEqualTo(7);
        }

        assertThat(mavenCalls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failedBuildIsSaidAndTriedAgain(boolean withFlock) throws Exception {
        if (!withFlock) {
            Files.delete(programs.resolve("flock"));
        }
        installJavaOnPath("17");
        installMaven("exit 1");

        ProcessResult result = run();

        assertThat(result.err())
                .endsWith("maven says something\nltx-tool: the build failed; see above. To repeat it: cd "
                        + checkout.toRealPath() + " && mvn -DskipTests package\n");
        assertThat(result.exitCode()).isEqualTo(127);
        installMaven("");
        assertThat(run().exitCode()).isEqualTo(7);
    }

    @Test
    void missingMavenIsSaid() throws Exception {
        installJavaOnPath("17");

        ProcessResult result = run();

        assertThat(result.err())
                .isEqualTo(
                        "ltx-tool: " + jar() + " is not there, and there is no Maven (mvn) on your PATH to build it.\n"
                                + "ltx-tool: Install Maven 3.8 or later and a JDK 17 or later"
                                + " (Debian, Ubuntu: apt-get install maven).\n");
        assertThat(result.exitCode()).isEqualTo(127);
    }

    private void installJar() throws IOException {
        Files.createDirectories(checkout.resolve("ltx-tool/target"));
        Files.writeString(jar(), END_OF_ZIP, StandardCharsets.ISO_8859_1);
    }

    private Path jar() throws IOException {
        return checkout.toRealPath().resolve("ltx-tool/target/ltx-tool.jar");
    }

    private Path installJdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Somebody\"\nJAVA_RUNTIME_VERSION=\"9\"\nJAVA_VERSION=\"" + version
                        + "\"\nJAVA_VERSION_DATE=\"2026-01-01\"\n");
        writeScript(
                home.resolve("bin/java"),
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\" 2026-01-01' >&2; exit 0; fi\n"
                        + "for arg in \"$@\"; do echo \"[$arg]\"; done\n"
                        + "exit 7\n");
        return home;
    }

    /** As Debian does: a chain of links from a folder of the PATH into the JDK's. */
    private void installJavaOnPath(String version) throws IOException {
        Path home = installJdk("jdk on path", version);
        Path alternatives = Files.createDirectory(folder.resolve("alternatives"));
        Files.createSymbolicLink(alternatives.resolve("java"), home.resolve("bin/java"));
        Files.createSymbolicLink(programs.resolve("java"), Path.of("../alternatives/java"));
    }

    private void installMaven(String extra) throws IOException {
        writeScript(
                programs.resolve("mvn"),
                "echo \"$PWD: $*\" >>'" + folder.resolve("calls") + "'\n"
                        + "echo maven says something\n"
                        + extra
                        + "\nprintf 'PK\\005\\006123456789012345678' >ltx-tool/target/ltx-tool.jar\n");
    }

    private List<String> mavenCalls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    private static void writeScript(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path systemProgram(String name) throws IOException {
        for (String place : System.getenv("PATH").split(":")) {
            Path program = Path.of(place, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        throw new IOException("no program " + name + " on the PATH");
    }

    private String script() {
        return checkout.resolve("bin/ltx-tool").toString();
    }

    private ProcessResult run() throws Exception {
        return run(List.of(script()), folder);
    }

    private ProcessResult run(Path script, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(script.toString());
        command.addAll(arguments);
        return run(command, folder);
    }

    private ProcessResult run(List<String> command, Path from) throws Exception {
        Files.createDirectories(from);
        return ProcessResult.of(builder(command, from));
    }

    private ProcessBuilder builder(List<String> command, Path from) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
