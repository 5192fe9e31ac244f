package dev.ltx4j.tool;

import dev.ltx4j.ltx.Txid;
import dev.ltx4j.restore.RestoreTarget;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which state of LTX files is wanted, or of whatever there is before a moment. */
final class TargetOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-txid", "--txid"},
            paramLabel = "TXID",
            converter = Converters.ToTxid.class,
            description = "Restores the state right after this transaction (1 to 16 hex digits).")
    private @Nullable Txid txid;

    @Option(
            names = {"-timestamp", "--timestamp"},
            paramLabel = "TIME",
            converter = Moment.Converter.class,
            description = "Restores the newest state from before this moment: RFC 3339 with any offset,"
                    + " such as 2026-11-23T14:30:00+01:00; or 'latest', which is the default.")
    private @Nullable Moment timestamp;

    /** Whether anything was said. */
    boolean areGiven() {
        return txid != null || timestamp != null;
    }

    /** @throws ParameterException if the options contradict each other */
    RestoreTarget target() {
        if (txid != null && timestamp != null) {
            throw usage("give '-txid' or '-timestamp', not both");
        }
        if (txid != null) {
            return new RestoreTarget.AtTxid(txid);
        }
        return timestamp == null
                ? RestoreTarget.LATEST
                : timestamp
                        .instant()
                        .<RestoreTarget>map(RestoreTarget.Before::new)
                        .orElse(RestoreTarget.LATEST);
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
