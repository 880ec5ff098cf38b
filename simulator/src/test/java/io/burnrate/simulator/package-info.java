/** Tests of the simulator. */
@NullMarked
package io.burnrate.simulator;

import org.jspecify.annotations.NullMarked;
