package io.burnrate.collector.otlp;

import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;

/**
 * Takes in one export, in the order of its tree: a resource, a scope of it, the items of that
 * scope. What becomes of each item is told to the arrival's {@link Tally}. One thread.
 */
interface SignalRows {
  /** What follows is of that resource; the empty one where none is told. */
  void resource(Resource resource);

  /** What follows is of that scope; the empty one where none is told. */
  void scope(InstrumentationScope scope);

  /**
   * A span, metric or log record, to be read before this returns. Throws only what reading it
   * throws: that breaks the whole body.
   */
  void item(Item item) throws IOException;

  /** Hands on what is left. */
  void finish();
}
