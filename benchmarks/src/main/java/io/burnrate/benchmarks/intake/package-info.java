/** What it costs to take in spans and remote writes, beside peers that take the same. */
@NullMarked
package io.burnrate.benchmarks.intake;

import org.jspecify.annotations.NullMarked;
