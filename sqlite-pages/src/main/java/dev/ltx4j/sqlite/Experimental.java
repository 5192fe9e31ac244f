package dev.ltx4j.sqlite;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * API that is not settled: what bears this, members included, may change or go with any release, without a time of
 * deprecation. What does not bear it changes only with a new major version (before 1.0: a new minor one).
 *
 * <p>It speaks of names and signatures only. What experimental API does is tested like everything else.
 *
 * <p>All modules that build on this one use it too; {@code dev.ltx4j.replica}, which does not, has one of its own.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface Experimental {}
