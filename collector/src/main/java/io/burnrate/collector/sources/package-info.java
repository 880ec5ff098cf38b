/** Who sends what: each source's rate, lag, refusals and last error. */
@NullMarked
package io.burnrate.collector.sources;

import org.jspecify.annotations.NullMarked;
