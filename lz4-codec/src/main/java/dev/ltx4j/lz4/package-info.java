@NullMarked
package dev.ltx4j.lz4;

import org.jspecify.annotations.NullMarked;
