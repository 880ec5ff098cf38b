package io.burnrate.collector.otlp;

import static io.burnrate.collector.Patience.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.http.KeptRows;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
  @Test
  void aConnectionBeyondTheLimitIsClosedAndCountedUntilOneEnds() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ConnectionLimit limit = new ConnectionLimit(1, registry);
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          vertx
              .createHttpServer(OtlpReceiver.options("127.0.0.1", 0))
              .connectionHandler(limit::opened)
              .requestHandler(request -> request.response().end());
      int port = server.listen().await(10, TimeUnit.SECONDS).actualPort();
      try (Socket first = connect(port)) {
        waitFor(() -> open(registry) == 1);
        try (Socket second = connect(port)) {
          second.setSoTimeout(10_000);
          assertThat(second.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(refused(registry)).isEqualTo(1);
        assertThat(first.isConnected()).isTrue();
      }
      waitFor(() -> open(registry) == 0);
      try (Socket third = connect(port)) {
        waitFor(() -> open(registry) == 1);
        assertThat(third.isConnected()).isTrue();
      }
      assertThat(refused(registry)).isEqualTo(1);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void theReceiverCountsConnectionsThatSayNothing() throws Exception {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        Socket silent = connect(running.port)) {
      waitFor(() -> open(running.registry) == 1);
      assertThat(silent.isConnected()).isTrue();
      assertThat(refused(running.registry)).isZero();
    }
  }

  @Test
  void bothTransportsCountTogether() throws Exception {
    try (RunningReceiver running = new RunningReceiver(new KeptRows());
        GrpcCalls calls = new GrpcCalls(running.grpcPort);
        Socket silent = connect(running.port)) {
      calls.export(Exports.bytes(Exports.span(1)));
      waitFor(() -> open(running.registry) == 2);
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void aConnectionToTheGrpcPortThatSaysNothingIsClosedInTheEnd() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          vertx
              .createHttpServer(OtlpReceiver.grpcOptions("127.0.0.1", 0).setIdleTimeout(1))
              .requestHandler(request -> request.response().end());
      int port = server.listen().await(10, TimeUnit.SECONDS).actualPort();
      try (Socket silent = connect(port)) {
        silent.setSoTimeout(10_000);
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static double open(MeterRegistry registry) {
    return registry.get("burnrate.otlp.connections").gauge().value();
  }

  private static double refused(MeterRegistry registry) {
    return registry.get("burnrate.otlp.refused.connections").counter().count();
  }
}
