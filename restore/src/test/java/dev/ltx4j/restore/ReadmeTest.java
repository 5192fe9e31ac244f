package dev.ltx4j.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.Document;
import dev.ltx4j.fixtures.Fixture;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java example in the README compiles, and does what the command above it does. */
class ReadmeTest {
    private static final int MAX_LINES = 12;
    private static final Pattern CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

    @TempDir
    Path folder;

    @Test
    void theJavaExampleCompilesAndRestores() throws Exception {
        List<String> examples = Document.open("README.md").codeBlocks("java");
        assertThat(examples).hasSize(1);
        String example = examples.get(0);
        assertThat(example.lines().count()).isLessThanOrEqualTo(MAX_LINES);
        Matcher name = CLASS.matcher(example);
        assertThat(name.find()).isTrue();

        Path source = Files.writeString(folder.resolve(name.group(1) + ".java"), example);
        int exitCode = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-Xlint:all,-path",
                        "-Werror",
                        "--release",
                        "17",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(exitCode).isZero();

        String time = "2026-11-23T13:54:02.089Z";
        Path output = folder.resolve("restored.db");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Method main = loader.loadClass(name.group(1)).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            String replica =
                    Fixture.projectRoot().resolve("examples/replica/app.db").toString();
            main.invoke(null, (Object) new String[] {replica, time, output.toString()});
        }
        assertThat(Fixture.sha256(output))
                .isEqualTo(Fixture.open("v5-page1024")
                        .answers()
                        .get("timestamp")
                        .get(time)
                        .get("sha256")
                        .asText());
    }
}
