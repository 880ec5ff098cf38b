package io.burnrate.store;

import java.time.Duration;

/** What rows are grouped by; its value is the first columns of the answer, in order. */
public sealed interface Group {
  /** The name of the answer's column. */
  String label();

  /** By the value of a text or whole-number column. */
  record By(Column column) implements Group {
    public By {
      if (column.type() == ColumnType.DOUBLE) {
        throw new IllegalArgumentException("cannot group by the number " + column.name());
      }
    }

    @Override
    public String label() {
      return column.name();
    }
  }

  /** By stretches of time, counted from the epoch; the value is the start, in epoch millis. */
  record TimeBucket(Duration width) implements Group {
    public TimeBucket {
      if (width.toMillis() < 1) {
        throw new IllegalArgumentException("a time bucket is at least 1 ms wide");
      }
    }

    @Override
    public String label() {
      return "bucket_ms";
    }
  }
}
