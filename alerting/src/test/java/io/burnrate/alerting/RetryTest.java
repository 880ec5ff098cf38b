package io.burnrate.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void pausesDoubleUpToTheLongestAndHalfOfEachIsCertain() {
    Backoff backoff =
        new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new SplittableRandom(3));
    long[] ceilings = {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000};
    for (int failures = 1; failures <= ceilings.length; failures++) {
      long ceiling = ceilings[failures - 1];
      for (int i = 0; i < 100; i++) {
        assertThat(backoff.afterFailures(failures).toMillis()).isBetween(ceiling / 2, ceiling);
      }
    }
    assertThat(backoff.afterFailures(Integer.MAX_VALUE).toMillis()).isBetween(30_000L, 60_000L);
  }

  @Test
  void retryAfterIsSecondsOrADate() {
    assertThat(WebhookClient.retryAfter("120", NOW)).isEqualTo(Duration.ofMinutes(2));
    assertThat(WebhookClient.retryAfter("Sun, 01 Mar 2026 12:00:30 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(WebhookClient.retryAfter("Sun, 01 Mar 2026 11:00:00 GMT", NOW))
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void retryAfterIsCutAndNonsenseIsIgnored() {
    assertThat(WebhookClient.retryAfter("9999999", NOW)).isEqualTo(Backoff.LONGEST_RETRY_AFTER);
    assertThat(WebhookClient.retryAfter("99999999999999999999", NOW)).isNull();
    assertThat(WebhookClient.retryAfter("9223372036854775807", NOW))
        .isEqualTo(Backoff.LONGEST_RETRY_AFTER);
    assertThat(WebhookClient.retryAfter("soon", NOW)).isNull();
    assertThat(WebhookClient.retryAfter("-5", NOW)).isNull();
    assertThat(WebhookClient.retryAfter("", NOW)).isNull();
    assertThat(WebhookClient.retryAfter(null, NOW)).isNull();
  }

  @Test
  void aWebhookShowsNeitherItsAddressNorItsToken() {
    AlertingConfig.Webhook webhook =
        webhook("https://hooks.example/T000/very-secret", new Secret("token-9"));
    assertThat(webhook.toString()).doesNotContain("secret").doesNotContain("token-9");
  }

  @Test
  void anAddressMustBeHttpWithoutAPassword() {
    assertThatThrownBy(() -> webhook("ftp://host/", Secret.NONE)).hasMessageContaining("http");
    assertThatThrownBy(() -> webhook("https:///path", Secret.NONE)).hasMessageContaining("host");
    assertThatThrownBy(() -> webhook("https://me:hunter2@host/", Secret.NONE))
        .hasMessageContaining("bearerToken")
        .hasMessageNotContaining("hunter2");
  }

  private static AlertingConfig.Webhook webhook(String url, Secret token) {
    return new AlertingConfig.Webhook(
        "oncall", URI.create(url), token, Duration.ofSeconds(1), true);
  }
}
