@NullMarked
package dev.prebuild.agent.cli.doctor;

import org.jspecify.annotations.NullMarked;
