package io.burnrate.server.architecture.wrong.store.duckdb;

/** A store. */
public record Rows() {}
