/** Tests of the embedded store. */
@NullMarked
package io.burnrate.store.duckdb;

import org.jspecify.annotations.NullMarked;
