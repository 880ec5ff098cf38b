package io.burnrate.server;

import io.burnrate.server.config.ConfigException;
import io.burnrate.server.config.ConfigLoader;
import io.burnrate.server.config.StoreConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bootstrap",
    header = "Make or upgrade the topics and tables of the distributed store.",
    description = {
      "%nCreates the Kafka topics, and the Pinot schemas and tables, that are missing, and upgrades"
          + " those that are older than this version. Prints each change, or 'nothing to change':"
          + " running it again is safe. A change that would lose rows is refused.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  burnrate bootstrap --config burnrate.yaml",
      "  BURNRATE_STORE_REPLICATION=3 burnrate bootstrap --config burnrate.yaml",
      "",
      "Exit codes: 0 all is there, 1 failed, 2 wrong usage or configuration."
    })
final class BootstrapCommand implements Callable<Integer> {
  private final Launch launch;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration of the service, with store.kind: pinot.")
  private Path config = Path.of("");

  BootstrapCommand(Launch launch, Map<String, String> environment) {
    this.launch = launch;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws ConfigException {
    StoreConfig store = ConfigLoader.load(config, environment).config().store();
    if (store instanceof StoreConfig.Distributed distributed) {
      return launch.bootstrap(distributed.pinot(), spec.commandLine().getOut());
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "burnrate: there is nothing to bootstrap: store.kind is embedded, and that store makes its"
            + " own tables when the service starts; this command is for store.kind: pinot");
    return ExitCodes.USAGE;
  }
}
