/** A development cluster in a process of its own, for tests and benchmarks. */
@NullMarked
package io.burnrate.devcluster.harness;

import org.jspecify.annotations.NullMarked;
