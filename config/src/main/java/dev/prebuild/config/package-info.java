/**
 * What is wanted, and nothing of how it is done: {@link dev.prebuild.config.settings settings} of
 * the operator, {@link dev.prebuild.config.spec desired specs} of the control plane. The wire
 * contracts beside them are generated from {@code src/main/proto}.
 */
@NullMarked
package dev.prebuild.config;

import org.jspecify.annotations.NullMarked;
