/** Takes in scrapes, OTLP and predictions. */
@NullMarked
package io.burnrate.collector;

import org.jspecify.annotations.NullMarked;
