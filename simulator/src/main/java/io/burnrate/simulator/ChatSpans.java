package io.burnrate.simulator;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Makes the spans of requests with the OpenTelemetry SDK: a server span of service {@code chat} and
 * in it a client span to the model with the attributes of the GenAI conventions. Used by one
 * thread.
 */
final class ChatSpans {
  static final String SERVICE = "chat";

  private static final String MODEL = "llama-3.1-8b-instruct";
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> PROVIDER =
      AttributeKey.stringKey("gen_ai.provider.name");
  private static final AttributeKey<String> REQUEST_MODEL =
      AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<String> RESPONSE_MODEL =
      AttributeKey.stringKey("gen_ai.response.model");
  private static final AttributeKey<Double> FIRST_CHUNK =
      AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");
  private static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  private static final AttributeKey<Long> INPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  private static final Attributes HTTP =
      Attributes.of(
          AttributeKey.stringKey("http.request.method"), "POST",
          AttributeKey.stringKey("http.route"), "/v1/chat/completions",
          AttributeKey.stringKey("url.path"), "/v1/chat/completions",
          AttributeKey.stringKey("url.scheme"), "http");

  private final Ended ended = new Ended();
  private final Tracer tracer;

  /**
   * {@code idSeed} decides the trace ids; another one for each run, or a store takes them twice.
   */
  ChatSpans(long idSeed) {
    Resource resource =
        Resource.getDefault()
            .merge(
                Resource.create(
                    Attributes.of(
                        AttributeKey.stringKey("service.name"), SERVICE,
                        AttributeKey.stringKey("service.version"), "1.4.0",
                        AttributeKey.stringKey("deployment.environment.name"), "demo")));
    tracer =
        SdkTracerProvider.builder()
            .setResource(resource)
            .setIdGenerator(new SeededIds(idSeed))
            .addSpanProcessor(ended)
            .build()
            .get("io.burnrate.simulator");
  }

  /** Adds the spans of a request that ended at {@code endEpochNanos}. */
  void add(ChatRequests.Request request, long endEpochNanos) {
    long start = endEpochNanos - request.durationNanos();
    Span server =
        tracer
            .spanBuilder("POST /v1/chat/completions")
            .setNoParent()
            .setSpanKind(SpanKind.SERVER)
            .setAllAttributes(HTTP)
            .setStartTimestamp(start, TimeUnit.NANOSECONDS)
            .startSpan();
    // The model call takes the middle 96 % of the request.
    long edge = request.durationNanos() / 50;
    Span model =
        tracer
            .spanBuilder("chat " + MODEL)
            .setParent(Context.root().with(server))
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(OPERATION, "chat")
            .setAttribute(PROVIDER, "vllm")
            .setAttribute(REQUEST_MODEL, MODEL)
            .setStartTimestamp(start + edge, TimeUnit.NANOSECONDS)
            .startSpan();
    if (request.failed()) {
      fail(model);
      fail(server);
      server.setAttribute(STATUS, 500L);
    } else {
      answer(model, request);
      server.setAttribute(STATUS, 200L);
    }
    model.end(endEpochNanos - edge, TimeUnit.NANOSECONDS);
    server.end(endEpochNanos, TimeUnit.NANOSECONDS);
  }

  /** The spans added since the last call. */
  List<SpanData> take() {
    List<SpanData> taken = List.copyOf(ended.spans);
    ended.spans.clear();
    return taken;
  }

  private static void answer(Span model, ChatRequests.Request request) {
    model
        .setAttribute(RESPONSE_MODEL, MODEL)
        .setAttribute(FIRST_CHUNK, request.firstTokenNanos() / 1e9)
        .setAttribute(FINISH_REASONS, List.of("stop"))
        .setAttribute(INPUT_TOKENS, (long) request.inputTokens())
        .setAttribute(OUTPUT_TOKENS, (long) request.outputTokens());
  }

  private static void fail(Span span) {
    span.setStatus(StatusCode.ERROR, "model call failed").setAttribute(ERROR_TYPE, "500");
  }

  /** Keeps ended spans until they are taken. */
  private static final class Ended implements SpanProcessor {
    final List<SpanData> spans = new ArrayList<>();

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      spans.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** Ids from a seed. */
  private static final class SeededIds implements IdGenerator {
    private final SplittableRandom random;

    SeededIds(long seed) {
      random = new SplittableRandom(seed);
    }

    @Override
    public String generateSpanId() {
      return hex(random.nextLong() | 1);
    }

    @Override
    public String generateTraceId() {
      return hex(random.nextLong()) + hex(random.nextLong() | 1);
    }

    private static String hex(long bits) {
      String digits = Long.toHexString(bits);
      return "0".repeat(16 - digits.length()) + digits;
    }
  }
}
