package io.burnrate.devcluster;

import java.lang.reflect.Field;
import org.apache.pinot.plugin.metrics.yammer.YammerMetricsFactory;
import org.apache.pinot.server.realtime.ControllerLeaderLocator;
import org.apache.pinot.spi.env.PinotConfiguration;
import org.apache.pinot.spi.metrics.PinotMetricUtils;
import org.jspecify.annotations.Nullable;

/**
 * What Pinot keeps for a whole process although it belongs to one role, which would otherwise
 * outlive a role that stops.
 */
final class Statics {
  private Statics() {}

  /** Forgets the stopped server's connection, through which the next one would look for leaders. */
  static void forgetServer() throws ReflectiveOperationException {
    set(ControllerLeaderLocator.class, "_instance", null);
  }

  /**
   * Makes a new registry of metrics: the role that starts next takes it, and shuts it down. Pinot's
   * own way searches the whole class path each time, and also registers everything with JMX.
   */
  static void renewMetrics() throws ReflectiveOperationException {
    YammerMetricsFactory factory = new YammerMetricsFactory();
    factory.init(new PinotConfiguration());
    set(PinotMetricUtils.class, "_pinotMetricsFactory", factory);
  }

  private static void set(Class<?> type, String name, @Nullable Object value)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    field.set(null, value);
  }
}
