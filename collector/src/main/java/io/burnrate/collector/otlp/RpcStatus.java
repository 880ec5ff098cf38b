package io.burnrate.collector.otlp;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Duration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The messages of {@code google.rpc}, and others of a few fields, written by hand. */
final class RpcStatus {
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private RpcStatus() {}

  /** Writes the fields of a message. */
  interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  /** A google.rpc.Status: code in field 1, message in field 2. */
  static byte[] of(RpcCode code, String message) {
    return message(
        out -> {
          out.writeInt32(1, code.number());
          out.writeString(2, message);
        });
  }

  /** The same, with a RetryInfo among its details in field 3. */
  static byte[] of(RpcCode code, String message, int retrySeconds) {
    byte[] retryInfo =
        message(out -> out.writeMessage(1, Duration.newBuilder().setSeconds(retrySeconds).build()));
    Any detail =
        Any.newBuilder().setTypeUrl(RETRY_INFO).setValue(ByteString.copyFrom(retryInfo)).build();
    return message(
        out -> {
          out.writeRawBytes(of(code, message));
          out.writeMessage(3, detail);
        });
  }

  static byte[] message(Fields fields) {
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
}
