/** Receives OTLP over HTTP. */
@NullMarked
package io.burnrate.collector.otlp;

import org.jspecify.annotations.NullMarked;
