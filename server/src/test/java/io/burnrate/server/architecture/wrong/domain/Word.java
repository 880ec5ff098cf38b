package io.burnrate.server.architecture.wrong.domain;

import io.burnrate.server.architecture.wrong.analytics.Sums;
import java.util.Date;
import org.slf4j.Logger;

/** Knows a module above it, a library, and an old date. */
record Word(Sums sums, Logger log, Date date) {}
