package dev.ltx4j.tool;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as its jar says it, and of the Java that runs it. */
final class VersionProvider implements IVersionProvider {
    /** The program and its version. */
    static String version() {
        return "ltx-tool "
                + Objects.requireNonNullElse(
                        VersionProvider.class.getPackage().getImplementationVersion(), "(not from a jar)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            version(),
            "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.vendor") + ", "
                    + System.getProperty("java.home") + ")"
        };
    }
}
