/** HTTP API and metrics. */
@NullMarked
package io.burnrate.api;

import org.jspecify.annotations.NullMarked;
