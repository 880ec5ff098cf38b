package io.burnrate.server;

import io.burnrate.server.config.TracingConfig;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service's own traces: every request that it answers or sends, by the OpenTelemetry SDK. Off
 * unless an endpoint is set; then nothing of the SDK is started.
 */
final class Tracing implements AutoCloseable {
  private static final int STOP_SECONDS = 1;

  private final @Nullable OpenTelemetrySdk sdk;
  private final Vertx vertx;

  private Tracing(@Nullable OpenTelemetrySdk sdk, Vertx vertx) {
    this.sdk = sdk;
    this.vertx = vertx;
  }

  static Tracing of(TracingConfig config, BuildInfo build) {
    VertxOptions options = new VertxOptions().setPreferNativeTransport(false);
    if (!config.enabled()) {
      return new Tracing(null, Vertx.vertx(options));
    }
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder().setTracerProvider(provider(config, build)).build();
    Vertx traced =
        Vertx.builder().with(options).withTracer(new OpenTelemetryTracingFactory(sdk)).build();
    return new Tracing(sdk, traced);
  }

  private static SdkTracerProvider provider(TracingConfig config, BuildInfo build) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(config.endpoint()).build();
    Attributes identity =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            "burnrate",
            AttributeKey.stringKey("service.version"),
            build.version());
    return SdkTracerProvider.builder()
        .setResource(Resource.getDefault().merge(Resource.create(identity)))
        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.sampleRatio())))
        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
        .build();
  }

  /** Whether there is an SDK that spans go to. */
  boolean on() {
    return sdk != null;
  }

  Vertx vertx() {
    return vertx;
  }

  @Override
  public void close() {
    if (sdk != null) {
      sdk.getSdkTracerProvider().shutdown().join(STOP_SECONDS, TimeUnit.SECONDS);
    }
  }
}
