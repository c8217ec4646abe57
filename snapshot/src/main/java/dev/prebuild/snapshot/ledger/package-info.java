/** What of a prebuild must survive a crash. */
@NullMarked
package dev.prebuild.snapshot.ledger;

import org.jspecify.annotations.NullMarked;
