/** ZooKeeper, Pinot and Kafka in one process, for tests and for trying the distributed store. */
@NullMarked
package io.burnrate.devcluster;

import org.jspecify.annotations.NullMarked;
