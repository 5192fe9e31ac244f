package dev.ltx4j.tool;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the modules point downwards only, and what others made stays where it is needed. */
class ArchitectureTest {
    private static final String ROOT = "dev.ltx4j.";

    /** What each part may use beside itself and Java. */
    private static final Map<String, String[]> USES = Map.of(
            "sqlite",
            new String[] {},
            "replica",
            new String[] {},
            "lz4",
            new String[] {"net.jpountz.."},
            "ltx",
            new String[] {ROOT + "sqlite..", ROOT + "lz4.."},
            "v3",
            new String[] {ROOT + "replica..", ROOT + "sqlite..", ROOT + "lz4.."},
            "restore",
            new String[] {ROOT + "ltx..", ROOT + "v3..", ROOT + "replica..", ROOT + "sqlite.."},
            "tool",
            new String[] {
                ROOT + "restore..",
                ROOT + "ltx..",
                ROOT + "v3..",
                ROOT + "replica..",
                ROOT + "sqlite..",
                "picocli..",
                "com.fasterxml.jackson.core..",
                "me.tongfei.progressbar.."
            });

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(USES.keySet().stream().map(part -> ROOT + part).toArray(String[]::new));

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "replica", "lz4", "ltx", "v3", "restore", "tool"})
    void partUsesOnlyWhatIsBelowIt(String part) {
        String[] allowed = Stream.concat(
                        Stream.of(ROOT + part + "..", "java..", "org.jspecify.."), Stream.of(USES.get(part)))
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(ROOT + part + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(CLASSES);
    }
}
