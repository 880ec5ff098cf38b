package io.burnrate.collector.otlp;

/** Makes rows of one signal. One for the life of a receiver; thread-safe. */
interface SignalReader {
  Signal signal();

  /** Rows for one export. */
  SignalRows open(Arrival arrival);
}
