package io.burnrate.api;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends what a proper client would not. */
final class PlainSocket {
  private PlainSocket() {}

  /** The first line of the answer to a request that begins with {@code line}. */
  static String statusLine(int port, String line) {
    return answer(port, line).lines().findFirst().orElse("");
  }

  /** The whole answer to a request that begins with {@code line}. */
  static String answer(int port, String line) {
    String request = line + "\r\nHost: x\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
