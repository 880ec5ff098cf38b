package io.burnrate.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InFlightBytesTest {
  private final InFlightBytes bytes = new InFlightBytes(100);

  @Test
  void refusesMoreThanTheLimitAcrossRequests() {
    bytes.open().grow(60);
    InFlightBytes.Lease second = bytes.open();
    second.grow(40);
    assertThatThrownBy(() -> second.grow(1))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.status()).isEqualTo(503));
    assertThat(bytes.held()).isEqualTo(100);
  }

  @Test
  void givesBackOnce() {
    InFlightBytes.Lease lease = bytes.open();
    lease.grow(60);
    lease.close();
    lease.close();
    assertThat(bytes.held()).isZero();
  }

  @Test
  void takesNothingAfterTheRequestIsOver() {
    InFlightBytes.Lease lease = bytes.open();
    lease.close();
    assertThatThrownBy(() -> lease.grow(1)).isInstanceOf(Refusal.class);
    assertThat(bytes.held()).isZero();
  }
}
