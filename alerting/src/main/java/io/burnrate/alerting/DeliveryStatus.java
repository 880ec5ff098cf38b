package io.burnrate.alerting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the deliveries to one webhook went since start.
 *
 * @param sent payloads that the webhook took
 * @param failed attempts that are made again: network errors, timeouts, 429 and 5xx
 * @param refused payloads given up because of any other answer
 * @param queuedAlerts alerts that the webhook has yet to hear of
 * @param lastError why the newest attempt failed, never with the address; empty when it did not
 */
public record DeliveryStatus(
    String webhook,
    long sent,
    long failed,
    long refused,
    int queuedAlerts,
    String lastError,
    @Nullable Instant lastDelivery) {}
