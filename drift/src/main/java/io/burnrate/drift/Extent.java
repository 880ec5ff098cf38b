package io.burnrate.drift;

/** How much is stored of one model version. Another extent means that there is something new. */
record Extent(long rows, long oldestMillis, long newestMillis) {}
