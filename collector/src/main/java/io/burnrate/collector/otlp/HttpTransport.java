package io.burnrate.collector.otlp;

import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.Intake;
import io.burnrate.collector.http.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** OTLP over HTTP: one POST for each export. Thread-safe. */
record HttpTransport(Transport shared) {
  private static final String NAME = "http";

  void serve(HttpServerRequest request) {
    shared.underWay().enter();
    Encoding told = Encoding.of(Intake.mediaType(request));
    Encoding encoding = told == null ? Encoding.JSON : told;
    Signal signal = Signal.ofHttp(String.valueOf(request.path()));
    WritePath.Export export =
        shared.writePath().open(signal, encoding, shared.intake().sender(request));
    shared
        .intake()
        .handle(request, objection(request, signal, told), export::keep)
        .onSuccess(tally -> shared.charge(request, tally))
        .map(encoding::answer)
        .otherwise(failure -> encoding.answer(export.refused(Transport.refusal(failure))))
        .compose(answer -> answer(request, answer))
        .onComplete(sent -> shared.underWay().leave());
  }

  private @Nullable Refusal objection(
      HttpServerRequest request, @Nullable Signal signal, @Nullable Encoding encoding) {
    if (signal == null) {
      return Refusal.invalid(404, "no such path; " + WritePath.paths());
    }
    if (!request.method().equals(HttpMethod.POST)) {
      return Refusal.invalid(405, "expected POST");
    }
    if (encoding == null) {
      return Refusal.invalid(
          415, "Content-Type: expected application/x-protobuf or application/json");
    }
    return shared.closing();
  }

  private Future<Void> answer(HttpServerRequest request, Answer answer) {
    shared.metrics().answered(NAME, Integer.toString(answer.status()));
    return answer.packedIfAsked(request).send(request);
  }
}
