package io.burnrate.simulator;

/**
 * The fleet at an instant.
 *
 * @param allocatedGpus GPUs that somebody has; a MIG GPU counts with the slices taken
 * @param utilizationRatio mean effective utilization of all GPUs
 */
public record FleetFigures(
    int gpus,
    double allocatedGpus,
    double utilizationRatio,
    double powerWatts,
    double usdPerHour) {}
