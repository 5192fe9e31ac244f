/**
 * Litestream's configuration file, as 0.5.18 and 0.3.14 read it: {@link dev.ltx4j.config.LitestreamConfig#read} gives the
 * databases and folders of databases that it names, and where the replicas of each are.
 *
 * <p>The way of a file: bytes, bounded; variables put in ({@code EnvironmentExpansion}); YAML, held against limits before a
 * tree is made of it ({@code YamlDocument}); what the keys mean ({@code ConfigReader}). Nothing that could be a secret is
 * ever part of a message: those of the YAML parser quote the file, so they are not passed on.
 */
@NullMarked
package dev.ltx4j.config;

import org.jspecify.annotations.NullMarked;
