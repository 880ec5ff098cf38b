package io.burnrate.store;

/**
 * One column of a {@link Table}.
 *
 * @param name snake case, with its unit last: {@code _ms} is an instant, in epoch milliseconds,
 *     {@code _millis} a length of time in milliseconds; {@code cost_nano_usd} carries its unit as
 *     is, billionths of a US dollar
 * @param index place in the table, from 0
 * @param required whether every row has a value; stores may then add up without looking for gaps
 */
public record Column(String name, ColumnType type, Role role, int index, boolean required) {
  /** What a column is for; stores choose indexes by it. */
  public enum Role {
    /** Epoch milliseconds; exactly one in a table, and part of the identity of a row. */
    TIME,
    /** Part of the identity of a row, beside the time. */
    KEY,
    /** To filter and to group by. */
    DIMENSION,
    /** To aggregate. */
    METRIC,
    /** Carried along, neither filtered nor aggregated. */
    PAYLOAD
  }

  public boolean identity() {
    return role == Role.TIME || role == Role.KEY;
  }
}
