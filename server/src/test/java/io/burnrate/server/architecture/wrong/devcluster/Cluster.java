package io.burnrate.server.architecture.wrong.devcluster;

/** A cluster to try things on. */
public record Cluster() {}
