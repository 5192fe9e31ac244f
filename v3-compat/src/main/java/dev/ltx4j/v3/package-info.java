@NullMarked
package dev.ltx4j.v3;

import org.jspecify.annotations.NullMarked;
