/** Hints to schedulers. */
@NullMarked
package io.burnrate.feedback;

import org.jspecify.annotations.NullMarked;
