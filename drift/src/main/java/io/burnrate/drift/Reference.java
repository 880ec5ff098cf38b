package io.burnrate.drift;

import java.util.Set;

/**
 * The rows that a model version is compared with. Immutable by agreement.
 *
 * @param lastMillis time of its last row
 * @param idsAtLast its predictions at that time; others of the same time are current
 * @param meanCharacters mean length of the rows' features
 * @param rowsUpToLast how many rows the store held up to {@code lastMillis}; more of them later
 *     mean that late rows belong to the reference. Not known until it is kept
 */
record Reference(
    Sample sample, long lastMillis, Set<String> idsAtLast, long meanCharacters, long rowsUpToLast) {

  Reference countedUpToLast(long rows) {
    return new Reference(sample, lastMillis, idsAtLast, meanCharacters, rows);
  }
}
