package io.burnrate.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The metrics page in the format that the scraper asks for. */
final class MetricsPage {
  private final PrometheusMeterRegistry registry;

  MetricsPage(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /** OpenMetrics where it is asked for, else the text format. */
  static Format format(@Nullable String accept) {
    return accept != null
            && accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text")
        ? Format.OPENMETRICS
        : Format.TEXT;
  }

  /** The page now; takes its time with many series, so not for an event loop. */
  Buffer page(Format format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    registry.scrape(bytes, format.contentType());
    return Buffer.buffer(bytes.toByteArray());
  }

  /** Formats there are. */
  enum Format {
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    String contentType() {
      return contentType;
    }
  }
}
