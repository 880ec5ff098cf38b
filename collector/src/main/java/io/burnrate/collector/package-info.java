/** Everything that comes in: what the ways in share. */
@NullMarked
package io.burnrate.collector;

import org.jspecify.annotations.NullMarked;
