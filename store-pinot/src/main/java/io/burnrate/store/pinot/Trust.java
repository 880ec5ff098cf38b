package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads whom to trust at https addresses. */
final class Trust {
  private Trust() {}

  /** Fails with STORE_UNREACHABLE when the file of certificates cannot be used. */
  static SSLContext context(PinotConfig.Tls tls) {
    try {
      if (tls.trustStore().isEmpty()) {
        return SSLContext.getDefault();
      }
      Path path = tls.trustStore().get();
      KeyStore store = KeyStore.getInstance(path.toFile(), tls.password().value().toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new BurnrateException(
          ErrorCode.STORE_UNREACHABLE,
          "store.tls: cannot use the trust store: " + e.getMessage(),
          e);
    }
  }
}
