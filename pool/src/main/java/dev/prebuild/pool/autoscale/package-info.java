/**
 * How many instances a pool keeps ready: a pure function of its claims, its refill time and the
 * operator's schedule. {@link dev.prebuild.pool.autoscale.Autoscaler} is the way in.
 *
 * <p>Every instance that is kept ready costs idle time and saves waits. What the next one would
 * save is a matter of how many claims come at this hour of the week, how they crowd, and how long a
 * refill takes ({@link dev.prebuild.pool.autoscale.Outlook}). It is kept where that is worth the
 * price; the price is the same at all hours, which is what makes the sum of idle time the least for
 * the waits that remain. The price follows from the share of claims that may have to wait ({@link
 * dev.prebuild.pool.autoscale.Caution}), which is corrected by what comes true.
 */
@NullMarked
package dev.prebuild.pool.autoscale;

import org.jspecify.annotations.NullMarked;
