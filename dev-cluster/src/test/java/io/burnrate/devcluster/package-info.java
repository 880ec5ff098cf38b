@NullMarked
package io.burnrate.devcluster;

import org.jspecify.annotations.NullMarked;
