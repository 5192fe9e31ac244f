package dev.ltx4j.config;

import dev.ltx4j.replica.Experimental;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a configuration file can refer to.
 *
 * @param variables the environment. Can hold secrets
 * @param processId what {@code $PID} stands for
 * @param workingFolder what relative paths are relative to, absolute
 * @param home what <code>~/</code> stands for
 * @param expandsVariables whether {@code $NAME} is replaced in the file
 */
@Experimental
public record ConfigEnvironment(
        Map<String, String> variables, long processId, Path workingFolder, Path home, boolean expandsVariables) {
    private static final String FILE_VARIABLE = "LITESTREAM_CONFIG";
    private static final Path DEFAULT_FILE = Path.of("/etc/litestream.yml");

    /**
     * Copies the variables.
     *
     * @param variables the environment. Can hold secrets
     * @param processId what {@code $PID} stands for
     * @param workingFolder what relative paths are relative to, absolute
     * @param home what <code>~/</code> stands for
     * @param expandsVariables whether {@code $NAME} is replaced in the file
     */
    public ConfigEnvironment {
        variables = Map.copyOf(variables);
    }

    /**
     * {@return that of this process}
     *
     * @param expandsVariables whether {@code $NAME} is replaced in the file
     */
    public static ConfigEnvironment ofThisProcess(boolean expandsVariables) {
        return new ConfigEnvironment(
                System.getenv(),
                ProcessHandle.current().pid(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home")),
                expandsVariables);
    }

    /** {@return the file that is read when none is named: {@code LITESTREAM_CONFIG}, or {@code /etc/litestream.yml}} */
    public Path defaultFile() {
        String name = variables.getOrDefault(FILE_VARIABLE, "");
        return name.isEmpty() ? DEFAULT_FILE : absolute(name);
    }

    /**
     * {@return the absolute path for one in the file: without {@code sqlite://}, and with the home folder for <code>~</code>}
     *
     * @param text the path as it is written
     * @throws java.nio.file.InvalidPathException if it cannot be a path
     */
    public Path absolute(String text) {
        String path = text.replaceFirst("^sqlite3?://", "");
        if (path.equals("~") || path.startsWith("~/")) {
            return home.resolve(path.substring(Math.min(2, path.length()))).normalize();
        }
        return workingFolder.resolve(path).normalize();
    }

    /** The variables are not part of it. */
    @Override
    public String toString() {
        return "ConfigEnvironment[workingFolder=" + workingFolder + ", home=" + home + "]";
    }
}
