/** Who is scraped, how, and under which labels: as users of Prometheus know it. */
@NullMarked
package io.burnrate.collector.discovery;

import org.jspecify.annotations.NullMarked;
