@NullMarked
package dev.prebuild.agent.report;

import org.jspecify.annotations.NullMarked;
