package io.burnrate.collector.scrape;

import io.burnrate.store.Column;
import io.burnrate.store.ColumnType;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads literal pages in tests. */
final class Pages {
  static final long TIME = 1_700_000_000_000L;
  static final ScrapeTarget TARGET =
      new ScrapeTarget(
          URI.create("http://10.0.0.7:9400/metrics"), Map.of("cluster", "lab", "pool", "h100"));

  private Pages() {}

  static PageParser parser() {
    return new PageParser(TARGET, 15_000);
  }

  static ParsedPage parse(String page) {
    return parse(parser(), page);
  }

  static ParsedPage parse(PageParser parser, String page) {
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    return parser.parse(bytes, bytes.length, TIME);
  }

  static double reading(ParsedPage page, int row, GpuMetric metric) {
    return page.rows().doubleAt(Tables.GPU_SAMPLES.column(metric.column()), row);
  }

  static String text(ParsedPage page, int row, String column) {
    return page.rows().stringAt(Tables.GPU_SAMPLES.column(column), row);
  }

  /** Every present value of a row, by column. */
  static Map<String, Object> row(RowBatch rows, int row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Column column : rows.table().columns()) {
      if (column.type() == ColumnType.STRING && !rows.stringAt(column, row).isEmpty()) {
        values.put(column.name(), rows.stringAt(column, row));
      } else if (column.type() == ColumnType.DOUBLE && !Double.isNaN(rows.doubleAt(column, row))) {
        values.put(column.name(), rows.doubleAt(column, row));
      } else if (column.type() == ColumnType.LONG && rows.longAt(column, row) != RowBatch.NO_LONG) {
        values.put(column.name(), rows.longAt(column, row));
      }
    }
    return values;
  }

  /** A line's labels as the exporter writes them, with {@code more} at the end. */
  static String labels(String uuid, String more) {
    return "{gpu=\"0\",UUID=\""
        + uuid
        + "\",pci_bus_id=\"00000000:01:00.0\",device=\"nvidia0\",modelName=\"NVIDIA H100 80GB"
        + " HBM3\",Hostname=\"node-1\""
        + more
        + "} ";
  }

  static String line(String metric, String uuid, String more, Object value) {
    return metric + labels(uuid, more) + value + "\n";
  }

  static int sum(PageCounts counts) {
    return counts.samples
        + counts.sharedLines
        + counts.duplicateLines
        + counts.unmappedLines
        + counts.staleLines
        + counts.rejectedLines();
  }
}
