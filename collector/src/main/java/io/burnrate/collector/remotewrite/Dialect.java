package io.burnrate.collector.remotewrite;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which message a request holds, and where in it the parts stand that both have. */
enum Dialect {
  /** {@code prometheus.WriteRequest} of remote write 1.0. */
  V1("1.0", "prometheus.WriteRequest", 1, 4, 3),
  /** {@code io.prometheus.write.v2.Request} of remote write 2.0. */
  V2("2.0", "io.prometheus.write.v2.Request", 5, 3, 4);

  /** In {@link #V2}'s request. */
  static final int SYMBOLS = 4;

  /** In a series: messages in {@link #V1}, references into the symbols in {@link #V2}. */
  static final int LABELS = 1;

  /** In a series. */
  static final int SAMPLES = 2;

  private static final String MEDIA_TYPE = "application/x-protobuf";

  /** What to send, for a person. */
  static final String EXPECTED =
      MEDIA_TYPE + ", with proto=" + V1.message + " or proto=" + V2.message;

  private final String version;
  private final String message;
  private final int series;
  private final int histograms;
  private final int exemplars;

  Dialect(String version, String message, int series, int histograms, int exemplars) {
    this.version = version;
    this.message = message;
    this.series = series;
    this.histograms = histograms;
    this.exemplars = exemplars;
  }

  /** For a person. */
  String shown() {
    return "remote write " + version;
  }

  String message() {
    return message;
  }

  /** Number of the field in the request that holds series. */
  int series() {
    return series;
  }

  /** Number of the field in a series that holds native histograms. */
  int histograms() {
    return histograms;
  }

  /** Number of the field in a series that holds exemplars. */
  int exemplars() {
    return exemplars;
  }

  /** The one that a Content-Type names; null when it is neither. Without a proto it is 1.0. */
  static @Nullable Dialect of(@Nullable String contentType) {
    if (contentType == null) {
      return null;
    }
    String[] parts = contentType.split(";", -1);
    if (!parts[0].trim().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE)) {
      return null;
    }
    String proto = V1.message;
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0 && parts[i].substring(0, equals).trim().equalsIgnoreCase("proto")) {
        proto = unquoted(parts[i].substring(equals + 1).trim());
      }
    }
    return proto.equals(V1.message) ? V1 : proto.equals(V2.message) ? V2 : null;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
