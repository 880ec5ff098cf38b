package io.burnrate.collector.scrape;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority of our own, by the JDK's keytool. Files are PEM. */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;

  Certificates(Path folder, String authority) throws Exception {
    this.folder = folder;
    keytool(
        List.of(
            "-genkeypair",
            "-alias",
            "ca",
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + authority,
            "-ext",
            "bc:c",
            "-validity",
            "2"));
    export("ca");
  }

  /** Makes NAME.crt and NAME.key, for {@code subject} such as {@code IP:127.0.0.1}. */
  void issue(String name, String subject) throws Exception {
    keytool(
        List.of(
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + name,
            "-validity",
            "2"));
    Path request = folder.resolve(name + ".csr");
    Path answer = folder.resolve(name + ".signed");
    keytool(List.of("-certreq", "-alias", name, "-file", request.toString()));
    keytool(
        List.of(
            "-gencert",
            "-alias",
            "ca",
            "-infile",
            request.toString(),
            "-outfile",
            answer.toString(),
            "-ext",
            "san=" + subject,
            "-validity",
            "2"));
    keytool(List.of("-importcert", "-noprompt", "-alias", name, "-file", answer.toString()));
    export(name);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    Key key = store.getKey(name, PASSWORD.toCharArray());
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    Files.writeString(
        folder.resolve(name + ".key"),
        "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
  }

  String file(String name) {
    return folder.resolve(name).toString();
  }

  private void export(String name) throws Exception {
    keytool(
        List.of(
            "-exportcert",
            "-rfc",
            "-alias",
            name,
            "-file",
            folder.resolve(name + ".crt").toString()));
  }

  private void keytool(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of(
            "-keystore",
            folder.resolve("store.p12").toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("keytool " + arguments.get(0) + ": " + said);
    }
  }
}
