@NullMarked
package io.burnrate.devcluster.harness;

import org.jspecify.annotations.NullMarked;
