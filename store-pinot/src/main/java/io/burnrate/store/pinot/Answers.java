package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes answers of what Pinot returned: reads cells, puts figures in order and cuts. */
final class Answers {
  private Answers() {}

  /**
   * The answer, or nothing when a whole number in it is not known to be exact. Fails with TOO_LARGE
   * when there are more rows than allowed.
   */
  static Optional<ResultTable> read(Rendered rendered, JsonNode rows) {
    Query query = rendered.query();
    boolean figures = query.columns().isEmpty();
    int most = figures ? Query.MAX_LIMIT : query.limit();
    if (rows.size() > most || (query.whole() && rows.size() > query.limit())) {
      throw tooLarge(query, query.whole() ? query.limit() : most);
    }
    int width = rendered.cells().size();
    List<@Nullable Object[]> read = new ArrayList<>(rows.size());
    for (JsonNode row : rows) {
      @Nullable Object[] cells = new @Nullable Object[width];
      for (int i = 0; i < width; i++) {
        Object cell = rendered.cells().get(i).of(row);
        if (cell == Rendered.INEXACT) {
          return Optional.empty();
        }
        cells[i] = cell;
      }
      read.add(cells);
    }
    if (figures) {
      if (!query.order().isEmpty()) {
        read.sort(order(query));
      }
      if (read.size() > query.limit()) {
        read = new ArrayList<>(read.subList(0, query.limit()));
      }
    }
    return Optional.of(new ResultTable(query.labels(), read));
  }

  private static Comparator<@Nullable Object[]> order(Query query) {
    List<String> labels = query.labels();
    List<Query.Order> orders = query.order();
    return (a, b) -> {
      int compared = 0;
      for (int i = 0; compared == 0 && i < orders.size(); i++) {
        int place = labels.indexOf(orders.get(i).label());
        compared = compare(a[place], b[place], orders.get(i).descending());
      }
      return compared;
    };
  }

  /** Cells of one column are of one type; absent ones come last in either direction. */
  @SuppressWarnings("unchecked")
  private static int compare(@Nullable Object a, @Nullable Object b, boolean descending) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    int compared = ((Comparable<Object>) a).compareTo(b);
    return descending ? Integer.compare(0, compared) : compared;
  }

  private static BurnrateException tooLarge(Query query, int limit) {
    return new BurnrateException(
        ErrorCode.TOO_LARGE,
        "the answer from "
            + query.table()
            + " has more than "
            + limit
            + " rows; ask for a shorter time range, fewer groups or narrower filters");
  }
}
