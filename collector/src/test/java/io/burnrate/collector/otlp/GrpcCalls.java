package io.burnrate.collector.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls over plain HTTP/2, also such as no gRPC library would send. */
final class GrpcCalls implements AutoCloseable {
  static final String TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false));
  private final int port;

  /** What came back; the detail is null where there is none. */
  record Reply(int status, String message, @Nullable UnknownFieldSet detail, Buffer body) {
    /** Of the first detail, if that is a RetryInfo. */
    long retrySeconds() {
      if (detail == null) {
        return -1;
      }
      UnknownFieldSet any = set(detail.getField(3).getLengthDelimitedList().get(0).toByteArray());
      String type = any.getField(1).getLengthDelimitedList().get(0).toStringUtf8();
      if (!type.equals("type.googleapis.com/google.rpc.RetryInfo")) {
        return -1;
      }
      UnknownFieldSet info = set(any.getField(2).getLengthDelimitedList().get(0).toByteArray());
      UnknownFieldSet delay = set(info.getField(1).getLengthDelimitedList().get(0).toByteArray());
      return delay.getField(1).getVarintList().get(0);
    }
  }

  GrpcCalls(int port) {
    this.port = port;
  }

  static UnknownFieldSet set(byte[] message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] frame(int flag, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flag)
        .putInt(message.length)
        .put(message)
        .array();
  }

  Reply export(byte[] message) {
    return call(TRACES, Map.of(), frame(0, message));
  }

  Reply call(String path, Map<String, String> headers, byte[] body) {
    return await(
        begin(path, headers)
            .compose(sent -> sent.end(Buffer.buffer(body)).compose(x -> reply(sent))));
  }

  /** Sends a part of the body and no end. */
  Reply callWithoutEnd(Map<String, String> headers, byte[] part) {
    return await(
        begin(TRACES, headers)
            .compose(
                sent ->
                    sent.setChunked(true).write(Buffer.buffer(part)).compose(x -> reply(sent))));
  }

  private Future<HttpClientRequest> begin(String path, Map<String, String> headers) {
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setMethod(HttpMethod.POST)
            .setURI(path)
            .putHeader("content-type", "application/grpc")
            .putHeader("te", "trailers");
    headers.forEach(options::putHeader);
    return client.request(options);
  }

  private static Future<Reply> reply(HttpClientRequest request) {
    return request
        .response()
        .compose(response -> response.body().map(body -> reply(response, body)));
  }

  private static Reply reply(HttpClientResponse response, Buffer body) {
    String status = either(response, "grpc-status");
    String detail = either(response, "grpc-status-details-bin");
    return new Reply(
        status.isEmpty() ? -response.statusCode() : Integer.parseInt(status),
        either(response, "grpc-message"),
        detail.isEmpty() ? null : set(Base64.getDecoder().decode(detail)),
        body);
  }

  private static String either(HttpClientResponse response, String name) {
    String header = response.getHeader(name);
    String trailer = response.getTrailer(name);
    return header != null ? header : trailer != null ? trailer : "";
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
