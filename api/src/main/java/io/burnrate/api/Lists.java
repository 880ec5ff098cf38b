package io.burnrate.api;

import java.util.List;

/** Cuts lists. */
final class Lists {
  private Lists() {}

  static <T> List<T> first(List<T> list, int limit) {
    return list.subList(0, Math.min(limit, list.size()));
  }

  /** How many {@link #first} leaves out. */
  static int beyond(List<?> list, int limit) {
    return Math.max(0, list.size() - limit);
  }
}
