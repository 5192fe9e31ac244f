/** Our program as a process beside the real Litestream, with a real S3 server: the same questions and files for both. */
@NullMarked
package dev.ltx4j.tool.interop;

import org.jspecify.annotations.NullMarked;
