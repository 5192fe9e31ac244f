package dev.ltx4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each benchmark says how it is run. */
class RecipesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/ltx4j/bench");

    @Test
    void everyBenchmarkHasItsRecipeInItsJavadoc() throws IOException {
        List<Path> benchmarks;
        try (Stream<Path> files = Files.list(SOURCES)) {
            benchmarks = files.filter(file -> file.toString().endsWith("Benchmark.java"))
                    .toList();
        }

        assertThat(benchmarks).hasSizeGreaterThanOrEqualTo(8);
        for (Path benchmark : benchmarks) {
            String source = Files.readString(benchmark);
            String name = benchmark.getFileName().toString().replace("Benchmark.java", "");
            String javadoc = source.substring(0, source.indexOf("public class "));
            assertThat(javadoc.replaceAll("\\s+(\\* )?", " ")).contains("{@code bench/run " + name);
        }
    }
}
