package io.burnrate.collector.remotewrite;

import com.google.protobuf.CodedInputStream;
import io.burnrate.collector.ProtobufFields;
import io.burnrate.collector.http.Refusal;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads {@code prometheus.WriteRequest} and {@code io.prometheus.write.v2.Request} series by
 * series, never as a whole: an empty series is two bytes on the wire. Fields may come in any order,
 * so labels are read before samples, and symbols before series. One thread, once.
 */
final class RequestReader {
  /** A request with more series is a 413. */
  static final int MAX_SERIES = 100_000;

  /** A request with more samples, histograms and exemplars together is a 413. */
  static final int MAX_SAMPLES = 1_000_000;

  /** A 2.0 request with more symbols is a 413. */
  static final int MAX_SYMBOLS = 400_000;

  private static final int NAME = 1; // in a 1.0 label
  private static final int VALUE = 2;
  private static final int SAMPLE_VALUE = 1;
  private static final int SAMPLE_TIME = 2;
  private static final int FIRST_SYMBOLS = 256;

  private final Dialect dialect;
  private final byte[] body;
  private final SampleRows rows;
  private final Labels labels;
  private final LabelVisitor label = new LabelVisitor();
  private final ReferenceVisitor references = new ReferenceVisitor();
  private final ContentVisitor content = new ContentVisitor();
  private final SampleVisitor sample = new SampleVisitor();

  /** Start and length of each symbol, one after the other. */
  private int[] symbols = new int[2 * FIRST_SYMBOLS];

  private int symbolCount;
  private int seriesCount;
  private int sampleCount;

  private RequestReader(Dialect dialect, byte[] body, SampleRows rows) {
    this.dialect = dialect;
    this.body = body;
    this.rows = rows;
    this.labels = new Labels(body, dialect == Dialect.V2);
  }

  /** Throws a {@link Refusal}: 400 when the body is not such a message, 413 at a limit. */
  static void read(Dialect dialect, byte[] body, SampleRows rows) {
    try {
      new RequestReader(dialect, body, rows).read();
    } catch (IOException e) {
      throw Refusal.invalid(400, "the body is no " + dialect.message() + ": " + e.getMessage());
    }
  }

  private void read() throws IOException {
    if (dialect == Dialect.V2) {
      ProtobufFields.visit(
          body,
          0,
          body.length,
          new ProtobufFields.Visitor() {
            @Override
            public void bytes(int field, int start, int length) {
              symbol(field, start, length);
            }
          });
      if (symbolCount > 0 && symbols[1] != 0) {
        throw Refusal.invalid(400, "the first symbol has to be empty");
      }
    }
    ProtobufFields.visit(
        body,
        0,
        body.length,
        new ProtobufFields.Visitor() {
          @Override
          public void bytes(int field, int start, int length) throws IOException {
            series(field, start, length);
          }
        });
  }

  private void symbol(int field, int start, int length) {
    if (field != Dialect.SYMBOLS) {
      return;
    }
    if (symbolCount == MAX_SYMBOLS) {
      throw Refusal.tooLarge("more than " + MAX_SYMBOLS + " symbols in one request");
    }
    if (symbols.length == 2 * symbolCount) {
      symbols = Arrays.copyOf(symbols, 2 * symbols.length);
    }
    symbols[2 * symbolCount] = start;
    symbols[2 * symbolCount + 1] = length;
    symbolCount++;
  }

  private void series(int field, int start, int length) throws IOException {
    if (field != dialect.series()) {
      return;
    }
    if (++seriesCount > MAX_SERIES) {
      throw Refusal.tooLarge("more than " + MAX_SERIES + " series in one request");
    }
    labels.clear();
    references.pending = -1;
    ProtobufFields.visit(body, start, length, dialect == Dialect.V1 ? label : references);
    if (references.pending >= 0) {
      labels.spoil();
    }
    rows.begin(labels);
    ProtobufFields.visit(body, start, length, content);
  }

  private void count() {
    if (++sampleCount > MAX_SAMPLES) {
      throw Refusal.tooLarge("more than " + MAX_SAMPLES + " samples in one request");
    }
  }

  /** The labels of a 1.0 series. */
  private final class LabelVisitor implements ProtobufFields.Visitor {
    private int name;
    private int nameLength;
    private int value;
    private int valueLength;
    private final ProtobufFields.Visitor parts =
        new ProtobufFields.Visitor() {
          @Override
          public void bytes(int field, int start, int length) {
            if (field == NAME) {
              name = start;
              nameLength = length;
            } else if (field == VALUE) {
              value = start;
              valueLength = length;
            }
          }
        };

    @Override
    public void bytes(int field, int start, int length) throws IOException {
      if (field == Dialect.LABELS) {
        nameLength = 0;
        valueLength = 0;
        ProtobufFields.visit(body, start, length, parts);
        labels.add(name, nameLength, value, valueLength);
      }
    }
  }

  /** The labels of a 2.0 series: pairs of references, packed or one by one. */
  private final class ReferenceVisitor implements ProtobufFields.Visitor {
    /** The name whose value has not come yet; -1 for none. */
    private int pending = -1;

    @Override
    public void bytes(int field, int start, int length) throws IOException {
      if (field == Dialect.LABELS) {
        CodedInputStream in = CodedInputStream.newInstance(body, start, length);
        while (!in.isAtEnd()) {
          reference(in.readRawVarint64());
        }
      }
    }

    @Override
    public void varint(int field, long value) {
      if (field == Dialect.LABELS) {
        reference(value);
      }
    }

    private void reference(long symbol) {
      boolean known = symbol >= 0 && symbol < symbolCount;
      if (!known) {
        labels.spoil();
      }
      int at = known ? 2 * (int) symbol : 0;
      if (pending < 0) {
        pending = at;
        return;
      }
      if (symbolCount > 0) {
        labels.add(symbols[pending], symbols[pending + 1], symbols[at], symbols[at + 1]);
      }
      pending = -1;
    }
  }

  /** Samples, histograms and exemplars of a series. */
  private final class ContentVisitor implements ProtobufFields.Visitor {
    @Override
    public void bytes(int field, int start, int length) throws IOException {
      if (field == Dialect.SAMPLES) {
        count();
        sample.valueBits = 0;
        sample.timeMillis = 0;
        ProtobufFields.visit(body, start, length, sample);
        rows.sample(sample.valueBits, sample.timeMillis);
      } else if (field == dialect.histograms()) {
        count();
        rows.histogram();
      } else if (field == dialect.exemplars()) {
        count();
        rows.exemplar();
      }
    }
  }

  /** One sample; what is not given is 0, as in every protobuf message. */
  private static final class SampleVisitor implements ProtobufFields.Visitor {
    private long valueBits;
    private long timeMillis;

    @Override
    public void fixed64(int field, long bits) {
      if (field == SAMPLE_VALUE) {
        valueBits = bits;
      }
    }

    @Override
    public void varint(int field, long value) {
      if (field == SAMPLE_TIME) {
        timeMillis = value;
      }
    }
  }
}
