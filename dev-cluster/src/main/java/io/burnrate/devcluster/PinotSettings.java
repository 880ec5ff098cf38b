package io.burnrate.devcluster;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pinot.broker.broker.helix.HelixBrokerStarter;
import org.apache.pinot.controller.ControllerStarter;
import org.apache.pinot.server.starter.helix.HelixServerStarter;

/** What Pinot's roles are told. Everything not named here is as Pinot has it. */
final class PinotSettings {
  static final String CONTROLLER = "controller";
  static final String BROKER = "broker";
  static final String SERVER = "server";

  private static final String NAME = "burnrate-dev";

  private PinotSettings() {}

  /** The roles in the order in which they start. */
  static List<Part> parts(DataFolder data, Ports ports) throws IOException {
    return List.of(
        new PinotPart(CONTROLLER, ControllerStarter::new, controller(data, ports)),
        new PinotPart(BROKER, HelixBrokerStarter::new, broker(ports)),
        new PinotPart(SERVER, HelixServerStarter::new, server(data, ports)));
  }

  private static Map<String, Object> controller(DataFolder data, Ports ports) throws IOException {
    Map<String, Object> s = new HashMap<>();
    s.put("controller.zk.str", ports.address(Port.ZOOKEEPER));
    s.put("controller.helix.cluster.name", NAME);
    s.put("controller.host", Cluster.HOST);
    http(s, "controller", ports.of(Port.CONTROLLER));
    // Where servers send completed segments. It does not follow from the listener above.
    s.put("controller.vip.host", Cluster.HOST);
    s.put("controller.vip.port", "" + ports.of(Port.CONTROLLER));
    s.put("controller.data.dir", data.folder("controller").toUri().toString());
    s.put("controller.local.temp.dir", data.folder("controller-temp").toString());
    // Repairs what stopped consuming within half a minute, instead of an hour.
    s.put("controller.realtime.segment.validation.frequencyInSeconds", "15");
    s.put("controller.realtime.segment.validation.initialDelayInSeconds", "15");
    s.put("controller.broker.resource.validation.frequencyInSeconds", "15");
    s.put("controller.broker.resource.validation.initialDelayInSeconds", "15");
    return s;
  }

  private static Map<String, Object> broker(Ports ports) {
    Map<String, Object> s = common(ports);
    s.put("pinot.broker.hostname", Cluster.HOST);
    http(s, "pinot.broker.client", ports.of(Port.BROKER));
    s.put("pinot.broker.delayShutdownTimeMs", "0");
    return s;
  }

  private static Map<String, Object> server(DataFolder data, Ports ports) throws IOException {
    Map<String, Object> s = common(ports);
    s.put("pinot.server.netty.host", Cluster.HOST);
    s.put("pinot.server.netty.port", "" + ports.of(Port.SERVER));
    // Only the multi-stage engine and streaming clients use it, and it binds every interface.
    s.put("pinot.server.grpc.enable", "false");
    http(s, "pinot.server.adminapi", ports.of(Port.SERVER_ADMIN));
    s.put("pinot.server.swagger.enabled", "false");
    // A query of ours may have a million groups; Pinot's own bound would leave some out.
    s.put("pinot.server.query.executor.num.groups.limit", "1100000");
    s.put("pinot.server.instance.dataDir", data.folder("server/segments").toString());
    s.put("pinot.server.instance.segmentTarDir", data.folder("server/tar").toString());
    s.put("pinot.server.instance.consumerDir", data.folder("server/consumers").toString());
    s.put("pinot.server.instance.realtime.alloc.offheap", "true");
    s.put("pinot.server.instance.realtime.alloc.offheap.direct", "true");
    s.put("pinot.server.startup.serviceStatusCheckIntervalMs", "100");
    // Without a controller nothing tells it what to serve; it starts all the same.
    s.put("pinot.server.startup.timeoutMs", "60000");
    s.put("pinot.server.shutdown.enableQueryCheck", "false");
    return s;
  }

  private static Map<String, Object> common(Ports ports) {
    Map<String, Object> s = new HashMap<>();
    s.put("pinot.zk.server", ports.address(Port.ZOOKEEPER));
    s.put("pinot.cluster.name", NAME);
    return s;
  }

  /** A plain HTTP listener on this host only. */
  private static void http(Map<String, Object> settings, String role, int port) {
    settings.put(role + ".access.protocols", "http");
    settings.put(role + ".access.protocols.http.host", Cluster.HOST);
    settings.put(role + ".access.protocols.http.port", "" + port);
  }
}
