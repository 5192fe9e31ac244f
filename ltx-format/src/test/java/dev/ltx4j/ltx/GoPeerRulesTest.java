package dev.ltx4j.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ltx4j.fixtures.LtxForge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that break one rule of FORMAT.md each, shown to the Go library: which rules it does not enforce. */
@Tag("interop")
class GoPeerRulesTest {
    @TempDir
    private Path folder;

    @Test
    void goEnforcesAllRulesButThese() throws Exception {
        GoPeer peer = new GoPeer(folder);
        Map<String, String> rules = new LinkedHashMap<>();
        Stream.of(LtxRulesTest.brokenHeaders(), LtxRulesTest.brokenFrames(), LtxRulesTest.brokenTails())
                .flatMap(cases -> cases)
                .forEach(broken -> {
                    String name = "%03d.ltx".formatted(rules.size());
                    rules.put(name, (String) broken.get()[0]);
                    write(name, ((LtxForge) broken.get()[1]).build());
                });
        TreeSet<String> accepted = new TreeSet<>();
        peer.read(folder).forEach((name, answer) -> {
            if (!answer.isRefused()) {
                accepted.add(rules.get(name));
            }
        });
        System.out.println("interop: of " + rules.size() + " files that break a rule, Go accepts " + accepted.size()
                + ": " + accepted);
        assertThat(accepted)
                .containsExactly(
                        "a deleted database with the checksum of pages",
                        "a post-apply checksum without checksums",
                        "a post-apply checksum without its top bit",
                        "a snapshot that ends early",
                        "a snapshot that leaves out page 2",
                        "a snapshot that starts with page 2",
                        "the lock page");
    }

    private void write(String name, byte[] file) {
        try {
            Files.write(folder.resolve(name), file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
