package io.burnrate.collector.otlp;

import io.burnrate.collector.http.Refusal;
import io.burnrate.domain.HttpProblem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What a call is answered with: a message, or why there is none.
 *
 * @param again whether the sender is asked to repeat the call
 */
record GrpcReply(RpcCode code, String message, boolean again, Buffer body) {
  /** Longer messages are cut: they travel as a header. */
  static final int MAX_MESSAGE_CHARS = 1024;

  /** HTTP/2's own code for a stream of which the rest is not wanted. */
  private static final long NO_ERROR = 0;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  static GrpcReply of(Buffer message) {
    return new GrpcReply(RpcCode.OK, "", false, message);
  }

  static GrpcReply of(Refusal refusal) {
    String detail = refusal.detail();
    String message = detail.substring(0, Math.min(detail.length(), MAX_MESSAGE_CHARS));
    RpcCode code = RpcCode.ofRefusal(refusal.status());
    return new GrpcReply(code, message, code == RpcCode.UNAVAILABLE, Buffer.buffer());
  }

  /** Sends it; what the sender has not sent yet is not waited for. */
  Future<Void> send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return Future.failedFuture("the sender is gone");
    }
    response
        .putHeader("content-type", "application/grpc")
        .putHeader("grpc-accept-encoding", "identity,gzip");
    if (code == RpcCode.OK) {
      response.putTrailer("grpc-status", "0");
      return response.end(GrpcFrame.of(body));
    }
    response
        .putHeader("grpc-status", Integer.toString(code.number()))
        .putHeader("grpc-message", escaped(message));
    if (again) {
      byte[] status = RpcStatus.of(code, message, HttpProblem.RETRY_AFTER_SECONDS);
      response.putHeader(
          "grpc-status-details-bin", Base64.getEncoder().withoutPadding().encodeToString(status));
    }
    Future<Void> sent = response.end();
    return request.isEnded() ? sent : sent.compose(done -> response.reset(NO_ERROR));
  }

  /** Bytes beyond printable ASCII, and the sign itself, as a percent sign and two digits. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (each >= ' ' && each <= '~' && each != '%') {
        escaped.append((char) each);
      } else {
        escaped.append('%');
        HEX.toHexDigits(escaped, each);
      }
    }
    return escaped.toString();
  }
}
