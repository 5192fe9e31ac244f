/**
 * What a store of backup files is: keys with a size and a time, that can be listed by folder and read at any offset.
 * {@link dev.ltx4j.replica.FolderStore} is one in a folder of the file system; others come in modules of their own.
 * {@link dev.ltx4j.replica.ReplicaUrl} reads what people type to name one.
 */
@NullMarked
package dev.ltx4j.replica;

import org.jspecify.annotations.NullMarked;
