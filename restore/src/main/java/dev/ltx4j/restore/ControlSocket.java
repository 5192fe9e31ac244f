package dev.ltx4j.restore;

import dev.ltx4j.sqlite.Experimental;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/** The Unix socket over which a running Litestream can be controlled. Nothing is said over it; it is only connected to. */
@Experimental
public final class ControlSocket {
    /** Where Litestream puts it unless its configuration says otherwise. */
    public static final Path DEFAULT_PATH = Path.of("/var/run/litestream.sock");

    /** What is to be found at the path of a control socket. */
    public enum State {
        /** Nothing: no Litestream runs, or it runs without one. */
        ABSENT,
        /** A program listens. */
        ANSWERS,
        /** A socket that nobody listens to: its program has ended without removing it. */
        STALE,
        /** A socket that this user may not connect to. */
        FORBIDDEN,
        /** A file of another kind. */
        NO_SOCKET
    }

    private ControlSocket() {}

    /**
     * Looks whether somebody listens. A path that is too long for a socket is like one where there is none.
     *
     * @param path where the socket would be
     * @return what is there
     */
    public static State probe(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isOther()) {
                return State.NO_SOCKET;
            }
        } catch (IOException e) {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? State.FORBIDDEN : State.ABSENT;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            return State.ANSWERS;
        } catch (ConnectException e) {
            return State.STALE;
        } catch (IOException e) {
            String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return words.contains("denied") || words.contains("permitted") ? State.FORBIDDEN : State.STALE;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return State.NO_SOCKET;
        }
    }
}
