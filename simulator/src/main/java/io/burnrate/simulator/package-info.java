/** A deterministic fleet that knows the truth. */
@NullMarked
package io.burnrate.simulator;

import org.jspecify.annotations.NullMarked;
