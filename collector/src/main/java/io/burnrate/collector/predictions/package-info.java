/** Receives predictions as JSON lines. */
@NullMarked
package io.burnrate.collector.predictions;

import org.jspecify.annotations.NullMarked;
