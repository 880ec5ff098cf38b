/** The contract of every store, and tests of the vocabulary. */
@NullMarked
package io.burnrate.store;

import org.jspecify.annotations.NullMarked;
