package io.burnrate.collector.sources;

import io.burnrate.collector.http.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * Which targets are asked for.
 *
 * @param limit the most that are wanted
 */
record TargetQuery(boolean active, boolean dropped, Optional<String> job, int limit) {
  static final int MAX_LIMIT = 20_000;

  private static final List<String> STATES = List.of("active", "dropped", "any");

  /** Throws a {@link Refusal} that names what is wrong, and is allowed. */
  static TargetQuery of(RoutingContext context) {
    MultiMap given = SourceQuery.given(context, List.of("job", "limit", "state"));
    String state = SourceQuery.text(given, "state").orElse("any");
    if (!STATES.contains(state)) {
      throw SourceQuery.unknown("state", STATES, state);
    }
    return new TargetQuery(
        !state.equals("dropped"),
        !state.equals("active"),
        SourceQuery.text(given, "job"),
        SourceQuery.whole(given, "limit", SourceQuery.DEFAULT_LIMIT, MAX_LIMIT));
  }

  boolean wants(ScrapedTarget target) {
    return active && isOf(target.job());
  }

  boolean wants(DroppedTarget target) {
    return dropped && isOf(target.job());
  }

  private boolean isOf(String name) {
    return job.isEmpty() || job.get().equals(name);
  }
}
