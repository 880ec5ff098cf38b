package io.burnrate.devcluster;

/** A part of the cluster that can be started and stopped, any number of times, keeping its data. */
interface Part {
  String name();

  void start() throws Exception;

  void stop() throws Exception;
}
