/** The embedded and the distributed store beside each other, on the same rows, in one run. */
@NullMarked
package io.burnrate.benchmarks.stores;

import org.jspecify.annotations.NullMarked;
