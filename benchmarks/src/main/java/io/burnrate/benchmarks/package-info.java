/** JMH and whole-system comparisons. */
@NullMarked
package io.burnrate.benchmarks;

import org.jspecify.annotations.NullMarked;
