package io.burnrate.collector.predictions;

import io.burnrate.collector.Kept;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.time.Instant;

/** Turns lines into rows of {@link Tables#PREDICTIONS}. One thread. */
final class PredictionRows {
  private static final String SOURCE = "predictions";
  private static final int FIRST_ROWS = 256;

  private static final Column TIME = Tables.PREDICTIONS.time();
  private static final Column MODEL = Tables.PREDICTIONS.column("model");
  private static final Column ID = Tables.PREDICTIONS.column("prediction_id");
  private static final Column VERSION = Tables.PREDICTIONS.column("version");
  private static final Column FEATURES = Tables.PREDICTIONS.column("features");
  private static final Column PREDICTION = Tables.PREDICTIONS.column("prediction");
  private static final Column LABEL = Tables.PREDICTIONS.column("label");

  private final BatchAppender appender;
  private final LineReader reader;
  private final long earliestMillis;
  private final LineTally tally = new LineTally();
  private RowBatch.Builder rows = RowBatch.builder(Tables.PREDICTIONS, SOURCE, FIRST_ROWS);

  /**
   * Rows of one body.
   *
   * @param kept how long they are of use
   */
  PredictionRows(BatchAppender appender, Instant now, Kept kept) {
    this.appender = appender;
    this.reader = new LineReader(now);
    this.earliestMillis = kept.firstMillis(now, Tables.PREDICTIONS);
  }

  /** Reads every line; empty ones do not count, but have a number. */
  LineTally addAll(byte[] body) {
    int start = afterByteOrderMark(body);
    for (long line = 1; start < body.length; line++) {
      int end = endOfLine(body, start);
      if (!blank(body, start, end)) {
        add(line, body, start, end - start);
      }
      start = end + 1;
    }
    appender.add(rows.build());
    return tally;
  }

  private void add(long line, byte[] body, int start, int length) {
    try {
      Prediction prediction = reader.read(body, start, length);
      tally.accept(prediction.timeMillis());
      if (prediction.timeMillis() < earliestMillis) {
        tally.leaveOut();
      } else {
        add(prediction);
      }
    } catch (BadLine e) {
      tally.reject(line, e);
    }
  }

  private void add(Prediction prediction) {
    if (rows.rows() == RowBatch.MAX_ROWS) {
      appender.add(rows.build());
      rows = RowBatch.builder(Tables.PREDICTIONS, SOURCE, RowBatch.MAX_ROWS);
    }
    int row = rows.addRow();
    rows.set(row, TIME, prediction.timeMillis());
    rows.set(row, MODEL, prediction.model());
    rows.set(row, ID, prediction.identity());
    rows.set(row, VERSION, prediction.version());
    rows.set(row, FEATURES, prediction.features());
    rows.set(row, PREDICTION, prediction.prediction());
    rows.set(row, LABEL, prediction.label());
  }

  private static int afterByteOrderMark(byte[] body) {
    boolean marked =
        body.length >= 3
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  private static int endOfLine(byte[] body, int start) {
    int end = start;
    while (end < body.length && body[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean blank(byte[] body, int start, int end) {
    for (int i = start; i < end; i++) {
      if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
