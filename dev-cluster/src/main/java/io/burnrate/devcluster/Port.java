package io.burnrate.devcluster;

/** What listens, and on which port where nothing else is asked for. */
enum Port {
  CONTROLLER("controller", 9000),
  BROKER("broker", 8099),
  SERVER("server", 8098),
  SERVER_ADMIN("server-admin", 8097),
  KAFKA("kafka", 9092),
  KAFKA_CONTROLLER("kafka-controller", 9093),
  ZOOKEEPER("zookeeper", 2181);

  private final String label;
  private final int fixed;

  Port(String label, int fixed) {
    this.label = label;
    this.fixed = fixed;
  }

  String label() {
    return label;
  }

  int fixed() {
    return fixed;
  }

  /** The command line's option for it. */
  String option() {
    return "--" + label + "-port";
  }

  /** Its name in the file that keeps the ports. */
  String key() {
    return label + ".port";
  }
}
