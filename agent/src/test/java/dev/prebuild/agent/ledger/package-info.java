@NullMarked
package dev.prebuild.agent.ledger;

import org.jspecify.annotations.NullMarked;
