/** What is told, as pure functions from answers to text. */
@NullMarked
package dev.prebuild.agent.cli.view;

import org.jspecify.annotations.NullMarked;
