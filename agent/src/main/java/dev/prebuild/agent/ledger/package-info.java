/** What of prebuilds must survive a crash, in files of the state folder. */
@NullMarked
package dev.prebuild.agent.ledger;

import org.jspecify.annotations.NullMarked;
