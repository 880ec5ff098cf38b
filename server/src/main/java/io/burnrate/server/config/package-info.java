/** One YAML file and the environment become immutable records, or all mistakes at once. */
@NullMarked
package io.burnrate.server.config;

import org.jspecify.annotations.NullMarked;
