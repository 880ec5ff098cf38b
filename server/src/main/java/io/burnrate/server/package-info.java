/** Command line, configuration, wiring. */
@NullMarked
package io.burnrate.server;

import org.jspecify.annotations.NullMarked;
