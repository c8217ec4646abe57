/** What may be wrong with a host: facts are gathered in one place and judged in others. */
@NullMarked
package dev.prebuild.agent.cli.doctor;

import org.jspecify.annotations.NullMarked;
