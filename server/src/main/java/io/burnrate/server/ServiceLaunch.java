package io.burnrate.server;

import io.burnrate.domain.BurnrateException;
import io.burnrate.server.config.Role;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.store.pinot.PinotBootstrap;
import io.burnrate.store.pinot.PinotConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the service and waits until it is told to stop. */
final class ServiceLaunch implements Launch {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceLaunch.class);

  @Override
  public int serve(ServerConfig config) {
    BuildInfo build = BuildInfo.read();
    return untilStopped(
        stop -> {
          try (Service service = Service.start(config, build)) {
            tell(config, service, build);
            stop.await();
          }
        });
  }

  private static void tell(ServerConfig config, Service service, BuildInfo build) {
    Roles roles = new Roles(config.roles());
    LOG.info(
        "burnrate {}: {}; {} on http://{}:{}",
        build.version(),
        roles,
        roles.has(Role.API) ? "API and metrics" : "metrics",
        config.http().host(),
        service.httpPort());
    if (roles.has(Role.COLLECTOR)) {
      LOG.info(
          "OTLP on http://{}:{} and by gRPC on port {}, {} targets",
          config.otlp().host(),
          service.otlpPort(),
          service.otlpGrpcPort(),
          config.scrape().targets().size());
    }
  }

  @Override
  public int demo(DemoOptions options) {
    BuildInfo build = BuildInfo.read();
    return untilStopped(stop -> new Demo(options, build).run(stop));
  }

  @Override
  public int bootstrap(PinotConfig config, PrintWriter out) {
    List<String> changes = PinotBootstrap.create(config).run(line -> tell(out, line));
    if (changes.isEmpty()) {
      tell(out, "nothing to change");
    }
    return ExitCodes.OK;
  }

  private static void tell(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  /** A program that runs until {@code stop} is signalled, and cleans up before it returns. */
  private interface Program {
    void run(StopSignal stop) throws Exception;
  }

  private static int untilStopped(Program program) {
    StopSignal stop = StopSignal.install();
    try {
      program.run(stop);
      return ExitCodes.OK;
    } catch (BurnrateException e) {
      LOG.error("{}: {}", e.code(), e.getMessage());
    } catch (TimeoutException e) {
      LOG.error("could not start in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.error("failed: {}", Failures.sentence(e), e);
    } finally {
      stop.finished();
    }
    return ExitCodes.FAILED;
  }
}
