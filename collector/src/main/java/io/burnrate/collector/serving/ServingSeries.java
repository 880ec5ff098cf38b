package io.burnrate.collector.serving;

import io.burnrate.collector.serving.Names.Known;
import io.burnrate.collector.serving.Names.Part;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A series of a model server, understood: what its name and labels mean. Depends on nothing else,
 * so it may be kept for as long as the series comes. Immutable.
 */
public final class ServingSeries {
  /**
   * A label of the target that says which make the server is, where names alone do not: {@code nim}
   * or {@code NIM} for NVIDIA NIM. Where a target has it, only names of that system are looked for
   * among those that are too common; other systems' own names are known everywhere.
   */
  public static final String SYSTEM = "system";

  /** A label of the caller's: the path of the page, which for NIM is {@code /v1/metrics}. */
  public static final String PATH = "__metrics_path__";

  /** A label of the caller's: what the column {@code target} says, if not {@code instance}. */
  public static final String TARGET = "__target__";

  /** A label with the unit of times where it is told: {@code s}, {@code ms} or {@code us}. */
  public static final String UNIT = "__unit__";

  final Part part;

  /** The upper edge in our unit; NaN when there is none or it cannot be read. */
  final double bound;

  /** The row that it goes into; null when there is only {@link #sumRow}. */
  final @Nullable RowKey row;

  /** The row that a histogram's sum goes into as well, as a counter. */
  final @Nullable RowKey sumRow;

  private ServingSeries(Part part, double bound, @Nullable RowKey row, @Nullable RowKey sumRow) {
    this.part = part;
    this.bound = bound;
    this.row = row;
    this.sumRow = sumRow;
  }

  /** Whether the name in {@code text[from, to)} may be a model server's. Cheap. */
  public static boolean mapped(byte[] text, int from, int to) {
    return Names.find(text, from, to) != null;
  }

  /**
   * What a series means; null when it is none of a model server's. Of the labels {@code instance}
   * is the server, {@code cluster} and {@code pool} go into the columns of that name, and pods,
   * namespaces and nodes are found in the usual spellings. Attributes of OpenTelemetry are taken as
   * labels, dots or underscores in their names.
   *
   * <p>A label that is none of these and not the target's goes into the column {@code detail}: what
   * it tells apart are parts of one reading, which add up.
   *
   * @param name with {@code _bucket}, {@code _sum}, {@code _count} or {@code _total} where it has
   *     them; without for a whole histogram
   * @param ofTarget which labels, name and value, tell of the server or its target, and no series
   *     from another
   */
  public static @Nullable ServingSeries series(
      String name, Map<String, String> labels, BiPredicate<String, String> ofTarget) {
    Known known = Names.find(name);
    if (known == null) {
      return null;
    }
    RowKey row = null;
    RowKey sumRow = null;
    for (Rule rule : known.rules) {
      boolean sum = rule.kind() == Rule.Kind.SUM;
      if ((sum ? sumRow : row) == null && rule.holds(labels)) {
        RowKey key = new RowKey(rule, labels, ofTarget);
        row = sum ? row : key;
        sumRow = sum ? key : sumRow;
      }
    }
    RowKey any = row == null ? sumRow : row;
    if (any == null) {
      return null;
    }
    Part part = known.part;
    double bound =
        part == Part.BUCKET ? bound(labels.getOrDefault("le", ""), any.unit) : Double.NaN;
    return new ServingSeries(part, bound, row, sumRow);
  }

  /** The make of the server, such as {@code vllm}, or the convention that it keeps. */
  public String system() {
    RowKey any = row == null ? sumRow : row;
    return any == null ? "" : any.rule.system();
  }

  private static double bound(String edge, Unit unit) {
    if (edge.equals("+Inf") || edge.equals("Inf")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double bound = Double.parseDouble(edge);
      return Double.isInfinite(bound) && bound < 0 ? Double.NaN : unit.convert(bound);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
