/** Scrapes dcgm-exporter pages. */
@NullMarked
package io.burnrate.collector.scrape;

import org.jspecify.annotations.NullMarked;
