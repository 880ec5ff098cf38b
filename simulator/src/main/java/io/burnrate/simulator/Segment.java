package io.burnrate.simulator;

import java.util.List;

/**
 * A stretch of time in which nothing about a GPU changes.
 *
 * @param powerMilliwatts of the whole GPU
 * @param tenancies one for each partition, in their order
 */
record Segment(long durationMillis, int powerMilliwatts, List<Tenancy> tenancies) {}
