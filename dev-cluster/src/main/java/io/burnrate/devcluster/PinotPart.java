package io.burnrate.devcluster;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pinot.spi.env.PinotConfiguration;
import org.apache.pinot.spi.services.ServiceStartable;
import org.jspecify.annotations.Nullable;

/** One of Pinot's roles. */
final class PinotPart implements Part {
  private final String name;
  private final Supplier<ServiceStartable> role;
  private final Map<String, Object> settings;
  private @Nullable ServiceStartable running;

  PinotPart(String name, Supplier<ServiceStartable> role, Map<String, Object> settings) {
    this.name = name;
    this.role = role;
    this.settings = Map.copyOf(settings);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() throws Exception {
    if (name.equals(PinotSettings.SERVER)) {
      Statics.forgetServer();
    }
    Statics.renewMetrics();
    ServiceStartable starting = role.get();
    // Pinot's roles add to their settings, so each start gets its own.
    starting.init(new PinotConfiguration(new HashMap<>(settings)));
    starting.start();
    running = starting;
    Statics.renewMetrics();
  }

  @Override
  public void stop() {
    if (running != null) {
      ServiceStartable stopping = running;
      running = null;
      stopping.stop();
    }
  }
}
