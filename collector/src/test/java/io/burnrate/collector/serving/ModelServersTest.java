package io.burnrate.collector.serving;

import static io.burnrate.collector.serving.Exposition.SERVER;
import static io.burnrate.collector.serving.Exposition.read;
import static io.burnrate.collector.serving.Exposition.readings;
import static io.burnrate.collector.serving.Exposition.unmapped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Pages as the servers write them, shortened, and what they say, worked out by hand. */
class ModelServersTest {
  @Test
  void vllm() {
    String page =
        """
        # HELP vllm:num_requests_running Number of requests in model execution batches.
        # TYPE vllm:num_requests_running gauge
        vllm:num_requests_running{engine="0",model_name="meta-llama/Llama-3.1-8B"} 12.0
        vllm:num_requests_running{engine="1",model_name="meta-llama/Llama-3.1-8B"} 3.0
        vllm:num_requests_waiting{engine="0",model_name="meta-llama/Llama-3.1-8B"} 4.0
        vllm:kv_cache_usage_perc{engine="0",model_name="meta-llama/Llama-3.1-8B"} 0.625
        vllm:cache_config_info{block_size="16",engine="0",num_gpu_blocks="27000"} 1.0
        vllm:prompt_tokens_total{engine="0",model_name="meta-llama/Llama-3.1-8B"} 1.5e+06
        vllm:prompt_tokens_created{engine="0",model_name="meta-llama/Llama-3.1-8B"} 1.7e+09
        vllm:prompt_tokens_cached_total{engine="0",model_name="meta-llama/Llama-3.1-8B"} 400000.0
        vllm:generation_tokens_total{engine="0",model_name="meta-llama/Llama-3.1-8B"} 220000.0
        vllm:prefix_cache_queries_total{engine="0",model_name="meta-llama/Llama-3.1-8B"} 900.0
        vllm:prefix_cache_hits_total{engine="0",model_name="meta-llama/Llama-3.1-8B"} 300.0
        vllm:request_success_total{engine="0",finished_reason="stop",model_name="meta-llama/Llama-3.1-8B"} 50.0
        vllm:request_success_total{engine="0",finished_reason="length",model_name="meta-llama/Llama-3.1-8B"} 7.0
        vllm:request_success_total{engine="0",finished_reason="abort",model_name="meta-llama/Llama-3.1-8B"} 2.0
        vllm:num_preemptions_total{engine="0",model_name="meta-llama/Llama-3.1-8B"} 1.0
        vllm:estimated_flops_per_gpu_total{engine="0",model_name="meta-llama/Llama-3.1-8B"} 4.2e+18
        vllm:iteration_tokens_total_bucket{engine="0",le="1.0",model_name="meta-llama/Llama-3.1-8B"} 5.0
        vllm:inter_token_latency_seconds_bucket{engine="0",le="0.01",model_name="meta-llama/Llama-3.1-8B"} 5.0
        vllm:inter_token_latency_seconds_bucket{engine="0",le="+Inf",model_name="meta-llama/Llama-3.1-8B"} 8.0
        vllm:inter_token_latency_seconds_count{engine="0",model_name="meta-llama/Llama-3.1-8B"} 8.0
        vllm:inter_token_latency_seconds_sum{engine="0",model_name="meta-llama/Llama-3.1-8B"} 0.125
        """;
    String model = "meta-llama/Llama-3.1-8B 0 ";

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("meta-llama/Llama-3.1-8B 1 REQUESTS_RUNNING", "3"),
            entry(model + "REQUESTS_RUNNING", "12"),
            entry(model + "REQUESTS_WAITING", "4"),
            entry(model + "KV_CACHE_USAGE_RATIO", "0.625"),
            entry(model + "INPUT_TOKENS", "1500000"),
            entry(model + "CACHED_INPUT_TOKENS", "400000"),
            entry(model + "OUTPUT_TOKENS", "220000"),
            entry(model + "CACHE_QUERY_TOKENS", "900"),
            entry(model + "CACHE_HIT_TOKENS", "300"),
            entry(model + "REQUESTS_SUCCEEDED stop", "50"),
            entry(model + "REQUESTS_SUCCEEDED length", "7"),
            entry(model + "REQUESTS_CANCELLED abort", "2"),
            entry(model + "PREEMPTIONS", "1"),
            entry(model + "FLOPS_PER_GPU", "4200000000000000000"),
            entry(model + "TIME_PER_OUTPUT_TOKEN", "0.125 of 8 [0.01,\"+Inf\"][5,8]"));
    assertThat(unmapped(SERVER, page)).isEqualTo(2);
  }

  @Test
  void oldVllm() {
    String page =
        """
        vllm:gpu_cache_usage_perc{model_name="m"} 0.5
        vllm:gpu_prefix_cache_queries_total{model_name="m"} 10.0
        vllm:gpu_prefix_cache_hits_total{model_name="m"} 6.0
        vllm:time_per_output_token_seconds_bucket{le="+Inf",model_name="m"} 2.0
        vllm:time_per_output_token_seconds_sum{model_name="m"} 0.5
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("m KV_CACHE_USAGE_RATIO", "0.5"),
            entry("m CACHE_QUERY_TOKENS", "10"),
            entry("m CACHE_HIT_TOKENS", "6"),
            entry("m TIME_PER_OUTPUT_TOKEN", "0.5 of 2 [\"+Inf\"][2]"));
  }

  @Test
  void sglang() {
    String page =
        """
        sglang:num_running_reqs{model_name="q",tp_rank="0",pp_rank="0"} 7.0
        sglang:num_queue_reqs{model_name="q",tp_rank="0",pp_rank="0"} 0.0
        sglang:token_usage{model_name="q",tp_rank="0",pp_rank="0"} 0.28
        sglang:cache_hit_rate{model_name="q",tp_rank="0",pp_rank="0"} 0.25
        sglang:gen_throughput{model_name="q",tp_rank="0",pp_rank="0"} 86.5
        sglang:num_used_tokens{model_name="q",tp_rank="0",pp_rank="0"} 12345.0
        sglang:prompt_tokens_total{model_name="q"} 8000.0
        sglang:generation_tokens_total{model_name="q"} 7500.0
        sglang:time_to_first_token_seconds_bucket{le="0.1",model_name="q"} 3.0
        sglang:time_to_first_token_seconds_bucket{le="+Inf",model_name="q"} 4.0
        sglang:time_to_first_token_seconds_sum{model_name="q"} 2.25
        sglang:time_to_first_token_seconds_count{model_name="q"} 4.0
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("q tp_rank=0 pp_rank=0 REQUESTS_RUNNING", "7"),
            entry("q tp_rank=0 pp_rank=0 REQUESTS_WAITING", "0"),
            entry("q tp_rank=0 pp_rank=0 KV_CACHE_USAGE_RATIO", "0.28"),
            entry("q tp_rank=0 pp_rank=0 CACHE_HIT_RATIO", "0.25"),
            entry("q tp_rank=0 pp_rank=0 GENERATION_TOKENS_PER_SECOND", "86.5"),
            entry("q INPUT_TOKENS", "8000"),
            entry("q OUTPUT_TOKENS", "7500"),
            entry("q TIME_TO_FIRST_TOKEN", "2.25 of 4 [0.1,\"+Inf\"][3,4]"));
    assertThat(unmapped(SERVER, page)).isEqualTo(1);
  }

  @Test
  void tgi() {
    String page =
        """
        tgi_request_count 120
        tgi_request_success 117
        tgi_request_failure{err="validation"} 3
        tgi_queue_size 2
        tgi_batch_current_size 9
        tgi_batch_current_max_tokens 4096
        tgi_request_queue_duration_bucket{le="0.0001"} 100
        tgi_request_queue_duration_bucket{le="+Inf"} 117
        tgi_request_queue_duration_sum 1.5
        tgi_request_queue_duration_count 117
        tgi_batch_inference_duration_sum{method="prefill"} 3
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("REQUESTS", "120"),
            entry("REQUESTS_SUCCEEDED", "117"),
            entry("REQUESTS_FAILED validation", "3"),
            entry("REQUESTS_WAITING", "2"),
            entry("REQUESTS_RUNNING", "9"),
            entry("QUEUE_TIME", "1.5 of 117 [1.0E-4,\"+Inf\"][100,117]"));
    assertThat(unmapped(SERVER, page)).isEqualTo(2);
  }

  @Test
  void triton() {
    String page =
        """
        nv_inference_request_success{model="bert",version="1"} 1000
        nv_inference_request_success{model="bert",version="2"} 10
        nv_inference_request_failure{model="bert",reason="BACKEND",version="1"} 4
        nv_inference_request_failure{model="bert",reason="CANCELED",version="1"} 5
        nv_inference_count{model="bert",version="1"} 4000
        nv_inference_exec_count{model="bert",version="1"} 700
        nv_inference_request_duration_us{model="bert",version="1"} 2500000
        nv_inference_queue_duration_us{model="bert",version="1"} 500000
        nv_inference_compute_infer_duration_us{model="bert",version="1"} 1500000
        nv_inference_pending_request_count{model="bert",version="1"} 6
        nv_inference_first_response_histogram_ms_bucket{model="bert",version="1",le="100"} 3
        nv_inference_first_response_histogram_ms_bucket{model="bert",version="1",le="+Inf"} 4
        nv_inference_first_response_histogram_ms_sum{model="bert",version="1"} 750
        nv_inference_first_response_histogram_ms_count{model="bert",version="1"} 4
        nv_trt_llm_request_metrics{model="llm",request_type="waiting",version="1"} 8
        nv_trt_llm_request_metrics{model="llm",request_type="scheduled",version="1"} 16
        nv_trt_llm_request_metrics{model="llm",request_type="max",version="1"} 64
        nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="fraction",model="llm",version="1"} 0.75
        nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="used",model="llm",version="1"} 300
        nv_gpu_utilization{gpu_uuid="GPU-1"} 0.9
        nv_energy_consumption{gpu_uuid="GPU-1"} 12345
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("bert 1 REQUESTS_SUCCEEDED", "1000"),
            entry("bert 2 REQUESTS_SUCCEEDED", "10"),
            entry("bert 1 REQUESTS_FAILED BACKEND", "4"),
            entry("bert 1 REQUESTS_CANCELLED CANCELED", "5"),
            entry("bert 1 REQUEST_SECONDS", "2.5"),
            entry("bert 1 QUEUE_SECONDS", "0.5"),
            entry("bert 1 INFERENCE_SECONDS", "1.5"),
            entry("bert 1 REQUESTS_WAITING", "6"),
            entry("bert 1 TIME_TO_FIRST_TOKEN", "0.75 of 4 [0.1,\"+Inf\"][3,4]"),
            entry("llm 1 REQUESTS_WAITING", "8"),
            entry("llm 1 REQUESTS_RUNNING", "16"),
            entry("llm 1 KV_CACHE_USAGE_RATIO", "0.75"));
    assertThat(unmapped(SERVER, page)).isEqualTo(6);
  }

  @Test
  void nim() {
    String page =
        """
        num_requests_running{model_name="llama"} 2.0
        num_requests_waiting{model_name="llama"} 1.0
        num_request_max{model_name="llama"} 2048.0
        gpu_cache_usage_perc{model_name="llama"} 0.1
        prompt_tokens_total{model_name="llama"} 100.0
        generation_tokens_total{model_name="llama"} 200.0
        request_success_total{model_name="llama"} 20.0
        request_finish_total{finished_reason="stop",model_name="llama"} 20.0
        request_failure_total{model_name="llama"} 3.0
        time_per_output_token_seconds_bucket{le="+Inf",model_name="llama"} 5.0
        """;
    Map<String, String> target = Map.of("instance", "n:8000", "system", "nim");

    assertThat(read(target, page))
        .containsOnly(
            entry("llama REQUESTS_RUNNING", "2"),
            entry("llama REQUESTS_WAITING", "1"),
            entry("llama KV_CACHE_USAGE_RATIO", "0.1"),
            entry("llama INPUT_TOKENS", "100"),
            entry("llama OUTPUT_TOKENS", "200"),
            entry("llama REQUESTS_SUCCEEDED", "20"),
            entry("llama REQUESTS stop", "20"),
            entry("llama REQUESTS_FAILED", "3"),
            entry("llama TIME_PER_OUTPUT_TOKEN", " of 5 [\"+Inf\"][5]"));
    assertThat(unmapped(target, page)).isEqualTo(1);
  }

  @Test
  void tensorFlowServing() {
    String page =
        """
        :tensorflow:serving:request_count{model_name="resnet",status="OK"} 40
        :tensorflow:serving:request_count{model_name="resnet",status="INVALID_ARGUMENT"} 2
        :tensorflow:serving:runtime_latency_bucket{model_name="resnet",API="Predict",runtime="TF1",le="10"} 0
        :tensorflow:serving:runtime_latency_bucket{model_name="resnet",API="Predict",runtime="TF1",le="32.4"} 1
        :tensorflow:serving:runtime_latency_bucket{model_name="resnet",API="Predict",runtime="TF1",le="+Inf"} 2
        :tensorflow:serving:runtime_latency_sum{model_name="resnet",API="Predict",runtime="TF1"} 125
        :tensorflow:serving:runtime_latency_count{model_name="resnet",API="Predict",runtime="TF1"} 2
        :tensorflow:core:graph_runs 42
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("resnet REQUESTS_SUCCEEDED", "40"),
            entry("resnet REQUESTS_FAILED INVALID_ARGUMENT", "2"),
            entry(
                "resnet INFERENCE_TIME Predict TF1",
                "1.25E-4 of 2 [1.0E-5,3.24E-5,\"+Inf\"][0,1,2]"));
    assertThat(unmapped(SERVER, page)).isEqualTo(1);
  }

  @Test
  void torchServe() {
    String page =
        """
        ts_inference_requests_total{model_name="cnn",model_version="1.0",hostname="h"} 30.0
        ts_inference_latency_microseconds{model_name="cnn",model_version="1.0",hostname="h"} 4500000.0
        ts_queue_latency_microseconds{model_name="cnn",model_version="1.0",hostname="h"} 250000.0
        Requests2XX{Level="Host",Hostname="h"} 27.0
        Requests4XX{Level="Host",Hostname="h"} 2.0
        Requests5XX{Level="Host",Hostname="h"} 1.0
        QueueTime{Level="Host",Hostname="h"} 3.0
        GPUUtilization{Level="Host",DeviceId="0",Hostname="h"} 55.0
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("cnn 1.0 REQUESTS", "30"),
            entry("cnn 1.0 REQUEST_SECONDS", "4.5"),
            entry("cnn 1.0 QUEUE_SECONDS", "0.25"),
            entry("REQUESTS_SUCCEEDED", "27"),
            entry("REQUESTS_FAILED 4XX", "2"),
            entry("REQUESTS_FAILED 5XX", "1"));
    assertThat(unmapped(SERVER, page)).isEqualTo(2);
  }

  @Test
  void trtllmServe() {
    String page =
        """
        trtllm_num_requests_waiting{model_name="t"} 1
        trtllm_num_requests_running{model_name="t"} 2
        trtllm_kv_cache_utilization{model_name="t"} 0.5
        trtllm_request_success_total{finished_reason="stop",model_name="t"} 3
        """;

    assertThat(read(SERVER, page))
        .containsOnly(
            entry("t REQUESTS_WAITING", "1"),
            entry("t REQUESTS_RUNNING", "2"),
            entry("t KV_CACHE_USAGE_RATIO", "0.5"),
            entry("t REQUESTS_SUCCEEDED stop", "3"));
  }

  @Test
  void openTelemetry() {
    Map<String, String> labels =
        Map.of(
            "service.instance.id", "i-1",
            "gen_ai.request.model", "asked",
            "gen_ai.response.model", "answered",
            "gen_ai.operation.name", "chat",
            "k8s.pod.name", "gateway-0",
            "__unit__", "ms");
    ServingSeries series =
        Objects.requireNonNull(
            ServingSeries.series(
                "gen_ai.server.request.duration",
                labels,
                (label, value) -> label.equals("service.instance.id")));
    ServingRows rows = Exposition.rows();
    rows.add(series, 1, 0, new WholeHistogram(new double[] {20}, new long[] {1}, 1500, 2));
    Exposition.add(
        rows,
        Map.of(),
        """
        gen_ai_server_time_to_first_token_seconds_count{instance="i-1",gen_ai_operation_name="chat",gen_ai_response_model="answered"} 2
        """);

    assertThat(readings(rows.finish()))
        .containsOnly(
            entry(
                "answered REQUEST_TIME chat gen_ai_request_model=asked",
                "1.5 of 2 [0.02,\"+Inf\"][1,2]"),
            entry("answered TIME_TO_FIRST_TOKEN chat", " of 2"));
  }
}
