package dev.ltx4j.sqlite;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.jspecify.annotations.Nullable;

/** Who a file is to belong to: a user, a group, or both, as the system knows them. Immutable. */
public final class FileOwner {
    private final String text;
    private final @Nullable UserPrincipal user;
    private final @Nullable GroupPrincipal group;

    private FileOwner(String text, @Nullable UserPrincipal user, @Nullable GroupPrincipal group) {
        this.text = text;
        this.user = user;
        this.group = group;
    }

    /**
     * Looks users and groups up.
     *
     * @param text {@code USER}, {@code USER:GROUP} or {@code :GROUP}; names, or ids where the system has them
     * @param system where the file will be
     * @return the owner
     * @throws IllegalArgumentException if it is none of the forms, there is no such user or group, or files of this system
     *     have no owners; the message says which
     * @throws IOException if the system cannot be asked
     */
    public static FileOwner parse(String text, FileSystem system) throws IOException {
        int colon = text.indexOf(':');
        String userName = colon < 0 ? text : text.substring(0, colon);
        String groupName = colon < 0 ? "" : text.substring(colon + 1);
        if (userName.isEmpty() && groupName.isEmpty()) {
            throw new IllegalArgumentException("not an owner (USER, USER:GROUP or :GROUP): \"" + text + "\"");
        }
        try {
            return new FileOwner(
                    text,
                    userName.isEmpty()
                            ? null
                            : system.getUserPrincipalLookupService().lookupPrincipalByName(userName),
                    groupName.isEmpty()
                            ? null
                            : system.getUserPrincipalLookupService().lookupPrincipalByGroupName(groupName));
        } catch (UserPrincipalNotFoundException e) {
            throw new IllegalArgumentException("there is no user or group \"" + e.getName() + "\"", e);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException("files have no owners on this system", e);
        }
    }

    void give(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new IOException("the file system knows no owners");
        }
        if (group != null) {
            view.setGroup(group);
        }
        if (user != null) {
            view.setOwner(user);
        }
    }

    /** {@return the owner as it was typed} */
    @Override
    public String toString() {
        return text;
    }
}
