package io.burnrate.simulator;

/**
 * What the traffic's receivers have acknowledged so far.
 *
 * @param requestsSent requests whose spans were accepted
 * @param requestsGood of them, those within the threshold and without an error
 * @param requestsLost requests whose spans were given up after the last try, or skipped because the
 *     receiver was too far behind
 * @param inputTokens of the requests sent
 * @param outputTokens of the requests sent
 * @param predictionsSent predictions accepted
 * @param predictionsLost predictions given up or skipped
 * @param retries tries beyond the first, of both kinds
 */
public record TrafficTruth(
    long requestsSent,
    long requestsGood,
    long requestsLost,
    long inputTokens,
    long outputTokens,
    long predictionsSent,
    long predictionsLost,
    long retries) {}
