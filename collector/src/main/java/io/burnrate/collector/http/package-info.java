/** What every receiver shares: bounded bodies, refusals, answers, batches on their way. */
@NullMarked
package io.burnrate.collector.http;

import org.jspecify.annotations.NullMarked;
