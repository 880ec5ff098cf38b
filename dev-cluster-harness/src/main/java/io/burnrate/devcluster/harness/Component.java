package io.burnrate.devcluster.harness;

import java.util.Locale;

/** A part of the cluster that a test can stop and start again. */
public enum Component {
  CONTROLLER,
  BROKER,
  SERVER,
  KAFKA;

  /** Its name in the commands to the cluster. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
