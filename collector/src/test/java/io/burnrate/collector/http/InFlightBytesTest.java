package io.burnrate.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InFlightBytesTest {
  private final InFlightBytes bytes = new InFlightBytes(100);

  @Test
  void oneSenderAloneHasFourFifthsAcrossItsRequests() {
    bytes.open("a").grow(60);
    InFlightBytes.Lease second = bytes.open("a");
    second.grow(20);
    assertThatThrownBy(() -> second.grow(1))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.status()).isEqualTo(503));
    assertThat(bytes.held()).isEqualTo(80);
  }

  @Test
  void theNextSenderAlwaysFindsRoom() {
    bytes.open("a").grow(80);
    bytes.open("b").grow(16);
    bytes.open("c").grow(3);
    assertThatThrownBy(() -> bytes.open("a").grow(1)).isInstanceOf(Refusal.class);
    assertThat(bytes.held()).isEqualTo(99);
    assertThat(bytes.senders()).isEqualTo(3);
  }

  @Test
  void neverTakesMoreThanThereIs() {
    for (int sender = 0; sender < 1_000; sender++) {
      try {
        bytes.open("sender " + sender).grow(1 + sender % 7);
      } catch (Refusal full) {
        assertThat(full.status()).isEqualTo(503);
      }
    }
    assertThat(bytes.held()).isBetween(95L, 100L);
  }

  @Test
  void whatIsAllowedForOneIsAllowed() {
    InFlightBytes.allowing(1_003).open("a").grow(1_003);
  }

  @Test
  void givesBackOnce() {
    InFlightBytes.Lease lease = bytes.open("a");
    lease.grow(60);
    lease.close();
    lease.close();
    assertThat(bytes.held()).isZero();
    assertThat(bytes.senders()).isZero();
  }

  @Test
  void takesNothingAfterTheRequestIsOver() {
    InFlightBytes.Lease lease = bytes.open("a");
    lease.close();
    assertThatThrownBy(() -> lease.grow(1)).isInstanceOf(Refusal.class);
    assertThat(bytes.held()).isZero();
  }
}
