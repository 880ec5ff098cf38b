package io.burnrate.server;

import io.burnrate.domain.BurnrateException;
import io.burnrate.server.config.ServerConfig;
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
            LOG.info(
                "burnrate {}: API and metrics on http://{}:{}, OTLP on http://{}:{}, {} targets",
                build.version(),
                config.http().host(),
                service.httpPort(),
                config.otlp().host(),
                service.otlpPort(),
                config.scrape().targets().size());
            stop.await();
          }
        });
  }

  @Override
  public int demo(DemoOptions options) {
    BuildInfo build = BuildInfo.read();
    return untilStopped(stop -> new Demo(options, build).run(stop));
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
