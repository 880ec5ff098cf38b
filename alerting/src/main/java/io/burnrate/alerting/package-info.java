/** Rules, alert states, webhooks. */
@NullMarked
package io.burnrate.alerting;

import org.jspecify.annotations.NullMarked;
