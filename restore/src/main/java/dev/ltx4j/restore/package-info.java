@NullMarked
package dev.ltx4j.restore;

import org.jspecify.annotations.NullMarked;
