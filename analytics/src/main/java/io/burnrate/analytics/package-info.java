/** Ledger, utilization, energy, cost, SLO. */
@NullMarked
package io.burnrate.analytics;

import org.jspecify.annotations.NullMarked;
