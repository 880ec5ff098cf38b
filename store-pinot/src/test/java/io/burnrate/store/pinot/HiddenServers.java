package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before the real controller and gives another admin port for its servers, as if a network
 * kept them apart from this process. All else goes through.
 */
final class HiddenServers implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI controller;
  private final int adminPort;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HiddenServers(URI controller, int adminPort) throws IOException {
    this.controller = controller;
    this.adminPort = adminPort;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.setExecutor(threads);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI target = controller.resolve(exchange.getRequestURI().toString());
      HttpResponse<byte[]> answer =
          client.send(HttpRequest.newBuilder(target).build(), BodyHandlers.ofByteArray());
      byte[] body = answer.body();
      if (target.getPath().startsWith("/instances/Server_")) {
        ObjectNode instance = (ObjectNode) JSON.readTree(body);
        body = JSON.writeValueAsBytes(instance.put("adminPort", adminPort));
      }
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
