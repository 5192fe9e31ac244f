package dev.ltx4j.tool;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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
            "replica.s3",
            new String[] {ROOT + "replica", "software.amazon.awssdk.."},
            "lz4",
            new String[] {"net.jpountz.."},
            "ltx",
            new String[] {ROOT + "sqlite..", ROOT + "lz4.."},
            "v3",
            new String[] {ROOT + "replica", ROOT + "sqlite..", ROOT + "lz4.."},
            "config",
            new String[] {ROOT + "replica", "org.snakeyaml.engine.."},
            "restore",
            new String[] {ROOT + "ltx..", ROOT + "v3..", ROOT + "replica", ROOT + "sqlite.."},
            "tool",
            new String[] {
                ROOT + "restore..",
                ROOT + "config..",
                ROOT + "ltx..",
                ROOT + "lz4..",
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
    @ValueSource(strings = {"sqlite", "replica", "replica.s3", "lz4", "ltx", "v3", "config", "restore", "tool"})
    void partUsesOnlyWhatIsBelowIt(String part) {
        String[] allowed = Stream.concat(
                        Stream.of(
                                ROOT + part + (part.equals("replica") ? "" : ".."),
                                "java..",
                                "javax.net.ssl..",
                                "org.jspecify.."),
                        Stream.of(USES.get(part)))
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(ROOT + part + (part.equals("replica") ? "" : ".."))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(CLASSES);
    }

    /** What is printed, and when the program ends, is for the caller to say. */
    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "replica", "replica.s3", "lz4", "ltx", "v3", "config", "restore"})
    void librariesNeitherPrintNorEndTheProgram(String part) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + part + "..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethodWhere(target(name("printStackTrace")))
                .check(CLASSES);
    }

    /** A shutdown hook, a default handler or a system property would be everybody's in the JVM. */
    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "replica", "replica.s3", "lz4", "ltx", "v3", "config", "restore"})
    void librariesChangeNothingThatTheWholeProgramShares(String part) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + part + "..")
                .should()
                .callMethodWhere(target(name("addShutdownHook")))
                .orShould()
                .callMethodWhere(target(name("setDefaultUncaughtExceptionHandler")))
                .orShould()
                .callMethodWhere(target(name("setProperty")).and(target(owner(type(System.class)))))
                .orShould()
                .callMethodWhere(target(name("deleteOnExit")))
                .check(CLASSES);
    }
}
