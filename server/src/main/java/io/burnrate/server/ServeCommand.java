package io.burnrate.server;

import io.burnrate.server.config.ConfigException;
import io.burnrate.server.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    header = "Run the service.",
    description = {
      "%nReads the configuration and runs until it is told to stop (Ctrl-C or SIGTERM). Environment"
          + " variables override the file: BURNRATE_HTTP_PORT stands for http.port.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  burnrate serve --config burnrate.yaml",
      "  BURNRATE_HTTP_PORT=9000 burnrate serve --config burnrate.yaml",
      "",
      "Exit codes: 0 stopped as asked, 1 failed while starting or running, 2 wrong usage or"
          + " configuration."
    })
final class ServeCommand implements Callable<Integer> {
  private final Launch launch;
  private final Map<String, String> environment;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration; config/reference.yaml lists every key.")
  private Path config = Path.of("");

  ServeCommand(Launch launch, Map<String, String> environment) {
    this.launch = launch;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() throws ConfigException {
    return launch.serve(ConfigLoader.load(config, environment).config());
  }
}
