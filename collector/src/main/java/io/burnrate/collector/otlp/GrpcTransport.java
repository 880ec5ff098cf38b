package io.burnrate.collector.otlp;

import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.Intake;
import io.burnrate.collector.http.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * OTLP over gRPC: one call for each export, over HTTP/2 without encryption. A call's deadline
 * holds: what takes longer is answered DEADLINE_EXCEEDED. Thread-safe.
 */
record GrpcTransport(Vertx vertx, Transport shared) {
  private static final String NAME = "grpc";
  private static final GrpcFrame FRAME = new GrpcFrame();

  void serve(HttpServerRequest request) {
    shared.underWay().enter();
    Refusal foreign = foreign(request);
    if (foreign != null) {
      shared.metrics().answered(NAME, Integer.toString(foreign.status()));
      new Answer(foreign.status(), "text/plain", Buffer.buffer(foreign.detail() + "\n"))
          .send(request)
          .onComplete(sent -> shared.underWay().leave());
      return;
    }
    call(request, GrpcTimeout.millis(request.getHeader("grpc-timeout")));
  }

  /** What is no call at all gets an answer in plain HTTP. */
  private static @Nullable Refusal foreign(HttpServerRequest request) {
    String type = Intake.mediaType(request);
    boolean grpc = type.equals("application/grpc") || type.startsWith("application/grpc+proto");
    if (request.version() != HttpVersion.HTTP_2 || !grpc) {
      return Refusal.invalid(
          415, "this port takes gRPC only (HTTP/2, application/grpc); otlp.port takes HTTP");
    }
    return request.method().equals(HttpMethod.POST) ? null : Refusal.invalid(405, "expected POST");
  }

  private void call(HttpServerRequest request, long millis) {
    Signal signal = Signal.ofGrpc(String.valueOf(request.path()));
    WritePath.Export export =
        shared.writePath().open(signal, Encoding.PROTOBUF, shared.intake().sender(request));
    Promise<GrpcReply> reply = Promise.promise();
    long timer =
        millis < 0
            ? -1
            : vertx.setTimer(
                millis, id -> reply.tryComplete(GrpcReply.of(export.refused(late(millis)))));
    Intake.Terms terms =
        new Intake.Terms(
            FRAME,
            objection(request, signal, millis),
            Math.min(Intake.RECEIVE_TIMEOUT_MILLIS, Math.max(1, millis)));
    Future<GrpcReply> handled =
        shared
            .intake()
            .handle(request, terms, body -> keep(export, reply, body))
            .onSuccess(tally -> shared.charge(request, tally))
            .map(tally -> GrpcReply.of(Encoding.PROTOBUF.success(tally)))
            .otherwise(failure -> GrpcReply.of(export.refused(Transport.refusal(failure))))
            .onSuccess(reply::tryComplete);
    Future<Void> sent =
        reply
            .future()
            .onComplete(first -> vertx.cancelTimer(timer))
            .compose(first -> answer(request, first));
    Future.join(handled, sent).onComplete(all -> shared.underWay().leave());
  }

  private @Nullable Refusal objection(
      HttpServerRequest request, @Nullable Signal signal, long millis) {
    if (signal == null) {
      return Refusal.invalid(404, "no such method: " + request.path());
    }
    if (millis < 0) {
      return Refusal.invalid(400, "grpc-timeout: expected up to 8 digits and one of HMSmun");
    }
    return shared.closing();
  }

  /** A call that was answered already, as late, is not begun. */
  private static CompletionStage<Tally> keep(
      WritePath.Export export, Promise<GrpcReply> reply, byte[] body) {
    if (reply.future().isComplete()) {
      throw Refusal.invalid(408, "the deadline passed before the work began");
    }
    return export.keep(body);
  }

  private static Refusal late(long millis) {
    return Refusal.invalid(408, "not done within the " + millis + " ms that the sender gave");
  }

  private Future<Void> answer(HttpServerRequest request, GrpcReply reply) {
    shared.metrics().answered(NAME, reply.code().name());
    return reply.send(request);
  }
}
