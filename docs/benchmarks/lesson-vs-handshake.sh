#!/usr/bin/env bash
# Compares one whole lesson with one handshake of OpenSSL, in wall time:
#   docs/benchmarks/lesson-vs-handshake.sh [ROUNDS]     (100 rounds unless told)
#
#   lesson      the process: tlsteach run 1 --no-step
#   handshake   the process: openssl s_client, against a local openssl s_server
#
# Both run in turn, so that a busy moment of the machine meets both. Exit 0: the
# lesson took at most 3 times the handshake (medians); 1: more; 2: not measured.
# A timing depends on the machine and its mood: this is never part of the tests.
#
# Needs bash 5, Go and openssl.
set -euo pipefail
export LC_ALL=C # $EPOCHREALTIME and awk with a decimal point
cd "$(dirname "$0")/../.."

rounds=${1:-100}
warm_up=10
limit=3

work=$(mktemp -d)
server=

clean_up() {
  if [[ -n $server ]]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

give_up() {
  echo "lesson-vs-handshake: $*" >&2
  exit 2
}

check_needs() {
  [[ $rounds =~ ^[1-9][0-9]*$ ]] || give_up "ROUNDS is a number from 1, not $rounds"
  [[ -n ${EPOCHREALTIME:-} ]] || give_up "bash 5 is needed for its clock"
  local tool
  for tool in go openssl awk sort; do
    command -v "$tool" >/dev/null || give_up "$tool is missing"
  done
}

make_certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" 2>"$work/openssl.err" ||
    { cat "$work/openssl.err" >&2; give_up "no certificate"; }
}

lesson() {
  "$work/tlsteach" run 1 --no-step >"$work/lesson.out" 2>&1
}

# The server's certificate is verified, as the lesson's client does.
handshake() {
  openssl s_client -connect "127.0.0.1:$port" -servername localhost \
    -CAfile "$work/cert.pem" -verify_return_error -brief \
    </dev/null >"$work/handshake.out" 2>&1
}

# s_server ends when its standard input does: it reads a FIFO that this shell
# holds open. The client verifies a key made a moment ago, so a handshake also
# proves that the port is ours and not another program's.
start_server() {
  mkfifo "$work/stdin"
  exec 3<>"$work/stdin"
  local attempt wait
  for attempt in {1..20}; do
    port=$((20000 + RANDOM % 12000))
    openssl s_server -quiet -accept "127.0.0.1:$port" \
      -cert "$work/cert.pem" -key "$work/key.pem" <&3 >"$work/server.out" 2>&1 &
    server=$!
    for wait in {1..50}; do
      if handshake; then return; fi
      kill -0 "$server" 2>/dev/null || break # the port is taken
      sleep 0.1
    done
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
  done
  cat "$work/server.out" "$work/handshake.out" >&2
  give_up "openssl s_server does not answer"
}

# time_of NAME: runs the function NAME and prints how many microseconds it took.
time_of() {
  local begin=${EPOCHREALTIME/./} end
  "$1" || { cat "$work/$1.out" >&2; give_up "the $1 failed"; }
  end=${EPOCHREALTIME/./}
  echo $((end - begin))
}

measure() {
  local round
  for ((round = 0; round < warm_up; round++)); do
    time_of lesson
    time_of handshake
  done >"$work/warm_up"
  for ((round = 0; round < rounds; round++)); do
    time_of lesson >>"$work/lesson.us"
    time_of handshake >>"$work/handshake.us"
  done
}

# summary FILE: prints the median and the 90th percentile (nearest rank).
summary() {
  sort -n "$1" | awk '
    { us[NR] = $1 }
    END {
      rank = int(0.9 * NR); if (rank < 0.9 * NR) rank++
      print (us[int((NR + 1) / 2)] + us[int(NR / 2) + 1]) / 2, us[rank]
    }'
}

report() {
  local lesson_median lesson_p90 handshake_median handshake_p90
  read -r lesson_median lesson_p90 < <(summary "$work/lesson.us")
  read -r handshake_median handshake_p90 < <(summary "$work/handshake.us")
  echo "$(date +%F), $(go env GOVERSION) $(go env GOOS)/$(go env GOARCH), $(openssl version | cut -d' ' -f1,2), $rounds rounds in turn"
  awk -v l="$lesson_median" -v lp="$lesson_p90" -v h="$handshake_median" -v hp="$handshake_p90" -v limit="$limit" '
    BEGIN {
      printf "%-36s %10s %10s\n", "wall time in ms", "median", "90th pct"
      printf "%-36s %10.1f %10.1f\n", "lesson: tlsteach run 1 --no-step", l / 1000, lp / 1000
      printf "%-36s %10.1f %10.1f\n", "handshake: openssl s_client", h / 1000, hp / 1000
      verdict = l <= limit * h ? "PASS" : "FAIL"
      printf "ratio of the medians: %.2f, limit %d: %s\n", l / h, limit, verdict
      exit verdict == "FAIL"
    }'
}

check_needs
go build -o "$work/tlsteach" ./cmd/tlsteach
make_certificate
start_server
measure
report
