/** The distributed store: rows go through Kafka into Apache Pinot. */
@NullMarked
package io.burnrate.store.pinot;

import org.jspecify.annotations.NullMarked;
