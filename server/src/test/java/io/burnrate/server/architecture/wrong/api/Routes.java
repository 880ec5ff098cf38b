package io.burnrate.server.architecture.wrong.api;

import io.burnrate.server.architecture.wrong.analytics.Sums;

/** Knows only what it may. */
public record Routes(Sums sums) {}
