/** Prometheus remote write, 1.0 and 2.0: what a Prometheus has scraped already. */
@NullMarked
package io.burnrate.collector.remotewrite;

import org.jspecify.annotations.NullMarked;
