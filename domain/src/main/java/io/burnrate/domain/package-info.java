/** The vocabulary: records, units, identities. */
@NullMarked
package io.burnrate.domain;

import org.jspecify.annotations.NullMarked;
