package io.burnrate.collector.otlp;

import com.google.protobuf.CodedOutputStream;
import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.Refusal;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The two encodings of OTLP over HTTP. An answer is in that of its request. */
enum Encoding {
  PROTOBUF("application/x-protobuf") {
    @Override
    void read(byte[] body, SpanRows rows) {
      ProtobufTraces.read(body, rows);
    }

    @Override
    Buffer success(Tally tally) {
      ExportTraceServiceResponse.Builder response = ExportTraceServiceResponse.newBuilder();
      if (tally.rejected() > 0) {
        response.setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(tally.rejected())
                .setErrorMessage(tally.message()));
      }
      return Buffer.buffer(response.build().toByteArray());
    }

    /** A google.rpc.Status: code in field 1, message in field 2. */
    @Override
    Buffer status(int code, String message) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt32(1, code);
        out.writeString(2, message);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail so
      }
      return Buffer.buffer(bytes.toByteArray());
    }
  },

  JSON("application/json") {
    @Override
    void read(byte[] body, SpanRows rows) {
      JsonTraces.read(body, rows);
    }

    @Override
    Buffer success(Tally tally) {
      JsonObject response = new JsonObject();
      if (tally.rejected() > 0) {
        // 64-bit numbers are texts in protobuf's JSON
        response.put(
            "partialSuccess",
            new JsonObject()
                .put("rejectedSpans", Long.toString(tally.rejected()))
                .put("errorMessage", tally.message()));
      }
      return response.toBuffer();
    }

    @Override
    Buffer status(int code, String message) {
      return new JsonObject().put("code", code).put("message", message).toBuffer();
    }
  };

  private final String mediaType;

  Encoding(String mediaType) {
    this.mediaType = mediaType;
  }

  static @Nullable Encoding of(String mediaType) {
    for (Encoding each : values()) {
      if (each.mediaType.equals(mediaType)) {
        return each;
      }
    }
    return null;
  }

  abstract void read(byte[] body, SpanRows rows);

  abstract Buffer success(Tally tally);

  abstract Buffer status(int code, String message);

  Answer answer(Tally tally) {
    return new Answer(200, mediaType, success(tally));
  }

  Answer answer(Refusal refusal) {
    return new Answer(
        refusal.status(), mediaType, status(rpcCode(refusal.status()), refusal.detail()));
  }

  /** The google.rpc.Code that stands for a status of HTTP. */
  private static int rpcCode(int status) {
    return switch (status) {
      case 400, 415 -> 3; // INVALID_ARGUMENT
      case 408 -> 4; // DEADLINE_EXCEEDED
      case 404 -> 5; // NOT_FOUND
      case 413 -> 8; // RESOURCE_EXHAUSTED
      case 405 -> 12; // UNIMPLEMENTED
      case 503 -> 14; // UNAVAILABLE
      default -> 13; // INTERNAL
    };
  }
}
