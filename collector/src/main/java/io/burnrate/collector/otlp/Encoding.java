package io.burnrate.collector.otlp;

import com.google.protobuf.CodedOutputStream;
import io.burnrate.collector.http.Answer;
import io.burnrate.collector.http.Refusal;
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
    void read(Signal signal, byte[] body, SignalRows rows) {
      ProtobufExport.read(signal, body, rows);
    }

    /** An answer's partial success in field 1: rejected in field 1, message in field 2. */
    @Override
    Buffer success(Tally tally) {
      if (tally.rejected() == 0) {
        return Buffer.buffer();
      }
      byte[] partial =
          message(
              out -> {
                out.writeInt64(1, tally.rejected());
                out.writeString(2, tally.message());
              });
      return Buffer.buffer(message(out -> out.writeByteArray(1, partial)));
    }

    /** A google.rpc.Status: code in field 1, message in field 2. */
    @Override
    Buffer status(int code, String message) {
      return Buffer.buffer(
          message(
              out -> {
                out.writeInt32(1, code);
                out.writeString(2, message);
              }));
    }
  },

  JSON("application/json") {
    @Override
    void read(Signal signal, byte[] body, SignalRows rows) {
      JsonExport.read(signal, body, rows);
    }

    @Override
    Buffer success(Tally tally) {
      JsonObject response = new JsonObject();
      if (tally.rejected() > 0) {
        // 64-bit numbers are texts in protobuf's JSON
        response.put(
            "partialSuccess",
            new JsonObject()
                .put(tally.signal().rejected(), Long.toString(tally.rejected()))
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

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

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

  abstract void read(Signal signal, byte[] body, SignalRows rows);

  /** The body of an answer to an export that was kept, in part at least. */
  abstract Buffer success(Tally tally);

  abstract Buffer status(int code, String message);

  Answer answer(Tally tally) {
    return new Answer(200, mediaType, success(tally));
  }

  Answer answer(Refusal refusal) {
    return new Answer(
        refusal.status(), mediaType, status(rpcCode(refusal.status()), refusal.detail()));
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return bytes.toByteArray();
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
