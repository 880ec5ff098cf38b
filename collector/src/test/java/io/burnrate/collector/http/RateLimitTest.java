package io.burnrate.collector.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private Duration passed = Duration.ZERO;
  private final InstantSource clock = () -> START.plus(passed);
  private final RateLimit limit = new RateLimit(100, clock);

  @Test
  void aSenderWaitsUntilItHasPaidForWhatCameAtOnce() {
    limit.charge("a", 3_000); // 10 s saved up, 20 s to pay
    assertThat(limit.objection("a"))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.status()).isEqualTo(429);
              assertThat(refusal.retryable()).isTrue();
            });
    assertThat(limit.objection("b")).isNull();
    passed = Duration.ofMillis(19_999);
    assertThat(limit.objection("a")).isNotNull();
    passed = Duration.ofSeconds(20);
    assertThat(limit.objection("a")).isNull();
  }

  @Test
  void aSteadySenderAtItsLimitNeverWaits() {
    for (int second = 0; second < 1_000; second++) {
      passed = Duration.ofSeconds(second);
      assertThat(limit.objection("a")).isNull();
      limit.charge("a", 100);
    }
  }

  @Test
  void sendersBeyondTheMostShareOneLimit() {
    for (int i = 0; i < RateLimit.MAX_SENDERS; i++) {
      limit.charge("sender " + i, 1);
    }
    limit.charge("one more", 5_000);
    assertThat(limit.objection("sender 7")).isNull();
    assertThat(limit.objection("another")).isNotNull();
  }

  @Test
  void withoutALimitNobodyWaits() {
    RateLimit none = new RateLimit(0, clock);
    none.charge("a", Long.MAX_VALUE);
    assertThat(none.objection("a")).isNull();
  }
}
