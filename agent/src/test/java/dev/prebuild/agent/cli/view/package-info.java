@NullMarked
package dev.prebuild.agent.cli.view;

import org.jspecify.annotations.NullMarked;
