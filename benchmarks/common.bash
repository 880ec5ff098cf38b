# What the comparisons have in common; each sources it first, and is called as its file is.
set -u -o pipefail
export LC_ALL=C

comparison=$(basename "$0")
home=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P) || exit 1
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=''

say() { printf '%s\n' "$*" >&2; }
fail() { say "$comparison: $*"; exit 1; }
misuse() { say "$comparison: $*"; say "Try: benchmarks/$comparison --help"; exit 2; }

prepare() {
  local name
  [ -r /proc/self/stat ] || fail "needs Linux"
  # Settings in the environment would change what is measured.
  for name in "${!BURNRATE_@}"; do unset "$name"; done
  commit=$(git -C "$home" describe --always --dirty --exclude '*' 2>/dev/null) || commit=unknown
}

# Builds modules, benchmarks among them, and sets the class path of those: build MODULES
build() {
  say "$comparison: building"
  (cd "$home" && ./mvnw -q -B -Pquick -DskipTests -pl "$1" -am package \
    dependency:build-classpath -Dmdep.outputFile=target/classpath) >&2 || fail "the build failed"
  class_path=$home/benchmarks/target/classes:$(cat "$home/benchmarks/target/classpath")
}

# Makes a folder to work in. However the comparison ends, its function clean is called.
make_work() {
  trap clean EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  work=$(mktemp -d "${1:-${TMPDIR:-/tmp}}/$comparison.XXXXXXXX") ||
    fail "cannot make a folder in '${1:-${TMPDIR:-/tmp}}'"
}

# Runs a command with its process in pid, and ends as it does.
run() {
  "$@" &
  pid=$!
  wait "$pid"
  code=$?
  pid=''
  exit "$code"
}
