package dev.ltx4j.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StoreKeysTest {
    private static final Path ROOT = Path.of("/srv/replica");

    @Property(tries = 5000)
    void noKeyLeavesTheRoot(
            @ForAll @StringLength(max = 10) @Chars({'.', '/', 'a', '\\', ':', '\0', '~', ' '}) String key) {
        Path path;
        try {
            path = StoreKeys.resolve(ROOT, key);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(path.normalize()).isEqualTo(path);
        assertThat(path.startsWith(ROOT)).isTrue();
        assertThat(path).isNotEqualTo(ROOT);
        assertThat(ROOT.relativize(path)).hasToString(key.replace('/', File.separatorChar));
    }

    @Test
    void namesOfEntriesLeadBackToThem() {
        assertThat(StoreKeys.nameOf(ROOT.resolve("0001.ltx"))).isEqualTo("0001.ltx");
        assertThat(StoreKeys.nameOf(Path.of("/"))).isNull();
        assertThat(StoreKeys.nameOf(ROOT.resolve(".."))).isNull();
    }

    @Test
    void theMessageNamesTheKey() {
        assertThatThrownBy(() -> StoreKeys.resolve(ROOT, "a/../b")).hasMessage("not a key of a store: \"a/../b\"");
    }
}
