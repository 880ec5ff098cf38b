/** Drift verdicts on predictions. */
@NullMarked
package io.burnrate.drift;

import org.jspecify.annotations.NullMarked;
