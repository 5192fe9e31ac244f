/** What the packages of this module share: where fields are, and how they are read. Not exported. */
@NullMarked
package dev.ltx4j.sqlite.internal;

import org.jspecify.annotations.NullMarked;
