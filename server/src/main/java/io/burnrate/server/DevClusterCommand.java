package io.burnrate.server;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Only listed here: the launcher starts the cluster itself, on a class path of its own. */
@Command(
    name = "dev-cluster",
    header = "Start a real Kafka and Pinot for 'store.kind: pinot' (from the sources only).")
final class DevClusterCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "start it by the script in the sources: ./burnrate dev-cluster");
  }
}
