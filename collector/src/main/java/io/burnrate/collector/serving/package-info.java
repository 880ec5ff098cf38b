/** Model servers' own metrics, of whatever make, as rows of one shape. */
@NullMarked
package io.burnrate.collector.serving;

import org.jspecify.annotations.NullMarked;
