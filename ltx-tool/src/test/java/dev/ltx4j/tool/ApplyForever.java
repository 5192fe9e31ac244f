package dev.ltx4j.tool;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program that applies files again and again until it is killed, for {@link ApplyKillTest}: a snapshot, and what comes
 * after it, always over the database that is there. So a kill at a random moment hits an apply.
 */
final class ApplyForever {
    private ApplyForever() {}

    /** @param args the database, the snapshot, the other files */
    public static void main(String[] args) {
        System.out.println("ready");
        List<String> others = new ArrayList<>(List.of("apply", "--db", args[0]));
        others.addAll(Arrays.asList(args).subList(2, args.length));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Console console = new Console("ltx-tool", nowhere, System.err, false);
        for (; ; ) {
            if (Main.run(console, "apply", "--db", args[0], args[1]) != 0
                    || Main.run(console, others.toArray(String[]::new)) != 0) {
                throw new IllegalStateException("apply has failed");
            }
        }
    }
}
