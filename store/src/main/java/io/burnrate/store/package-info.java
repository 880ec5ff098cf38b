/** Ports to append, tail and query, and the one description of the tables. */
@NullMarked
package io.burnrate.store;

import org.jspecify.annotations.NullMarked;
