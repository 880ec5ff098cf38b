package io.burnrate.simulator;

/**
 * Where a GPU sits.
 *
 * @param index in the fleet, from 0
 */
record NodeId(int index, String cluster, String pool, String name) {}
