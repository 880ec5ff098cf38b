# What compare-scrape measured, for people (form=table) or for programs (form=json: two members of
# an object and its end). Columns of a line: pair, system, load before, seconds, samples, CPU
# seconds, CPU seconds per million samples, the same from the process' start to the window's
# begin, mean RSS in KiB, peak RSS in KiB, cores that other processes kept busy.

function sorted(list, n,   i, j, v) {
  for (i = 2; i <= n; i++) {
    v = list[i]
    for (j = i - 1; j > 0 && list[j] > v; j--) list[j + 1] = list[j]
    list[j + 1] = v
  }
}

function median(list, n) {
  return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

# The median of a column over a system's phases.
function typical(who, column,   i, list, n) {
  for (i = 1; i <= NR; i++) if (cell[i, 2] == who) list[++n] = cell[i, column]
  sorted(list, n)
  return median(list, n)
}

# Fills a list with Burnrate's figure over the peer's for each pair, ascending; tells how many.
function ratios(column, list,   i, n, ours) {
  for (i = 1; i <= NR; i++) if (cell[i, 2] == "burnrate") ours[cell[i, 1]] = cell[i, column]
  for (i = 1; i <= NR; i++) {
    if (cell[i, 2] == peer && cell[i, column] > 0) {
      list[++n] = ours[cell[i, 1]] / cell[i, column]
    }
  }
  sorted(list, n)
  return n + 0
}

function row(who, version) {
  printf "%-15s  %-16s %9.0f %8.2f %8.2f %8.0f %8.0f\n", who, version, typical(who, 12),
    typical(who, 7), typical(who, 8), typical(who, 9) / 1024, typical(who, 10) / 1024
}

function ratio_row(name, column,   list, n) {
  n = ratios(column, list)
  if (n) printf "  %-32s %6.2f  (%.2f to %.2f, pairs: %d)\n", name, median(list, n), list[1], list[n], n
}

function table(   i, noisy) {
  printf "%-15s  %-16s %9s %8s %8s %8s %8s\n", "system", "version", "samples/s", "CPU-s/M", "cold",
    "RSS MiB", "peak MiB"
  if (theirs != "") row(peer, theirs)
  row("burnrate", ours)
  print ""
  if (theirs != "") {
    print "Burnrate / " peer ": median of pairs (min to max); below 1 is less"
    ratio_row("CPU-seconds per million samples", 7)
    ratio_row("RSS, mean of the window", 9)
    ratio_row("RSS, peak since the start", 10)
  } else {
    print "NO PEER: there is no " peer " here, so nothing was compared and there is no ratio"
  }
  for (i = 1; i <= NR; i++) if (cell[i, 11] > quiet) noisy++
  if (noisy) {
    printf "NOISY: in %d of %d measurements other processes kept more than %s cores busy\n", noisy,
      NR, quiet
  }
}

function ratio_member(name, column, end,   list, n) {
  n = ratios(column, list)
  if (n) {
    printf "    \"%s\": {\"median\": %.4f, \"min\": %.4f, \"max\": %.4f, \"pairs\": %d}%s\n", name,
      median(list, n), list[1], list[n], n, end
  } else {
    printf "    \"%s\": null%s\n", name, end
  }
}

function json(   i) {
  print "  \"burnrateToPeerRatio\": {"
  ratio_member("cpuSecondsPerMillionSamples", 7, ",")
  ratio_member("rssMean", 9, ",")
  ratio_member("rssPeak", 10, "")
  print "  },\n  \"phases\": ["
  for (i = 1; i <= NR; i++) {
    printf "    {\"pair\": %d, \"system\": \"%s\", \"loadBefore\": %s, \"seconds\": %s, ",
      cell[i, 1], cell[i, 2], cell[i, 3], cell[i, 4]
    printf "\"samples\": %.0f, \"samplesPerSecond\": %.1f, \"cpuSeconds\": %s, ", cell[i, 5],
      cell[i, 12], cell[i, 6]
    printf "\"cpuSecondsPerMillionSamples\": %s, \"coldCpuSecondsPerMillionSamples\": %s, ",
      cell[i, 7], cell[i, 8]
    printf "\"rssMeanKiB\": %s, \"rssPeakKiB\": %s, \"otherCores\": %s}%s\n", cell[i, 9],
      cell[i, 10], cell[i, 11], (i < NR ? "," : "")
  }
  print "  ]\n}"
}

{
  for (c = 1; c <= NF; c++) cell[NR, c] = $c
  cell[NR, 12] = $5 / $4
}

END {
  if (form == "json") json()
  else table()
}
