package io.burnrate.devcluster;

import java.lang.reflect.Field;
import java.util.Map;
import org.apache.pinot.server.realtime.ControllerLeaderLocator;
import org.apache.pinot.spi.env.PinotConfiguration;
import org.apache.pinot.spi.metrics.MetricsRegistryRegistrationListener;
import org.apache.pinot.spi.metrics.PinotMetricUtils;
import org.apache.pinot.spi.metrics.PinotMetricsRegistry;

/**
 * What Pinot keeps for a whole process although it belongs to one role, which would otherwise
 * outlive a role that stops.
 */
final class Statics {
  private Statics() {}

  /** Forgets the stopped server's connection, through which the next one would look for leaders. */
  static void forgetServer() throws ReflectiveOperationException {
    Field instance = ControllerLeaderLocator.class.getDeclaredField("_instance");
    instance.setAccessible(true);
    instance.set(null, null);
  }

  /** Makes a new registry of metrics: the role that starts next takes it, and shuts it down. */
  static void renewMetrics() {
    PinotMetricUtils.init(
        new PinotConfiguration(
            Map.of("metricsRegistryRegistrationListeners", NoListener.class.getName())));
  }

  /** Leaves Pinot's metrics out of JMX: nobody reads them there, and names would clash. */
  public static final class NoListener implements MetricsRegistryRegistrationListener {
    @Override
    public void onMetricsRegistryRegistered(PinotMetricsRegistry registry) {
      // As said above.
    }
  }
}
