/** What figures are of: pods and nodes of Kubernetes, versions of models and of their data. */
@NullMarked
package io.burnrate.collector.metadata;

import org.jspecify.annotations.NullMarked;
