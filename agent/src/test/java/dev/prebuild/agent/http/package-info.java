@NullMarked
package dev.prebuild.agent.http;

import org.jspecify.annotations.NullMarked;
