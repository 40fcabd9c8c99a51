#!/usr/bin/env bash
# Compares a download of 1 GiB through tlsteach tap with the same through socat, and
# holds 1,000 connections open through tap at once:
#   docs/benchmarks/tap.sh [ROUNDS] [MIB]     (3 rounds, 1024 MiB)
#
#   socat     socat TCP-LISTEN:… TCP:…, as it is
#   tap       tlsteach tap
#   --pcap    the same with --pcap: all that passes is written to a file, too
#
# The bytes come from and go to a program without TLS, so that no cipher is measured;
# all run in turn, so that a busy moment of the machine meets all. Exit 0: all bounds
# held; 1: one was missed; 2: not measured. A timing depends on the machine and its
# mood: this is never part of the tests.
#
# Needs bash 5, Go, socat, openssl, curl, GNU time, and three times MIB of disk.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../.."

rounds=${1:-3}
mib=${2:-1024}
connections=1000
of_socat=0.8 # of its speed
most_memory=$((96 * 1024)) # KiB, of one connection
most_growth=1.25 # of the memory, where the download is four times larger
most_many=$((512 * 1024)) # KiB, of all connections at once
gnu_time=$(type -P time || true)
work=$(mktemp -d)
missed=0
started=()

finish() {
  local id
  for id in "${started[@]}"; do kill "$id" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

give_up() {
  echo "tap: $*" >&2
  exit 2
}

check_needs() {
  [[ $rounds =~ ^[1-9][0-9]*$ && $mib =~ ^[1-9][0-9]*$ ]] || give_up "ROUNDS and MIB are numbers from 1"
  [[ -n $gnu_time ]] || give_up "GNU time is missing"
  local tool
  for tool in go socat openssl curl sha256sum awk sort; do
    command -v "$tool" >/dev/null || give_up "$tool is missing"
  done
}

# wait_for FILE PATTERN: until a file has the pattern; what fits first is printed.
wait_for() {
  local n
  for ((n = 0; n < 500; n++)); do
    if grep -m 1 -E "$2" "$1" >/dev/null 2>&1; then
      grep -o -E "$2" "$1" | head -n 1
      return
    fi
    sleep 0.02
  done
  cat "$1" >&2
  give_up "$1 never said $2"
}

# serve COMMAND...: starts a server that prints its address, which is in $address. It
# is no function for $(…): what a subshell starts is not remembered.
serve() {
  "$@" >"$work/${*: -1}" &
  started+=($!)
  address=$(wait_for "$work/${*: -1}" '127\.0\.0\.1:[0-9]+')
}

# tapped SERVER FLAGS...: starts tap for one connection; its memory is in $work/memory.
tapped() {
  rm -f "$work/tap.err" # what stands in it is of the one before
  "$gnu_time" -f %M -o "$work/memory" "$work/tlsteach" tap --connect "$1" --listen 127.0.0.1:0 "${@:2}" >"$work/tap.out" 2>"$work/tap.err" &
  tap=$!
  started+=("$tap")
  address=$(wait_for "$work/tap.err" '127\.0\.0\.1:[0-9]+')
}

through_socat() {
  local id port=0
  socat -d -d TCP-LISTEN:0,bind=127.0.0.1 "TCP:$source" 2>"$work/socat.err" &
  id=$!
  started+=("$id")
  port=$(wait_for "$work/socat.err" 'listening on AF=2 127\.0\.0\.1:[0-9]+')
  "$work/relayed" read "$mib" "127.0.0.1:${port##*:}"
  wait "$id" || true
}

through_tap() {
  tapped "$source" --count 1 "$@"
  "$work/relayed" read "$mib" "$address"
  wait "$tap" || give_up "tap ended with $?"
}

median() { sort -n "$work/$1" | awk '{ s[NR] = $1 } END { print (s[int((NR + 1) / 2)] + s[int(NR / 2) + 1]) / 2 }'; }

# verdict CLAIM CONDITION: prints PASS or FAIL, and remembers a FAIL. The condition
# is awk's.
verdict() {
  local word=PASS
  awk "BEGIN { exit !($2) }" || { word=FAIL; missed=1; }
  printf '%-70s %s\n' "$1" "$word"
}

speed() {
  local round socat tap pcap
  for ((round = 0; round <= rounds; round++)); do
    through_socat >>"$work/socat.s"
    through_tap >>"$work/tap.s"
    through_tap --pcap "$work/all.pcapng" >>"$work/pcap.s"
    rm -f "$work/all.pcapng"
    ((round > 0)) || rm "$work"/*.s # the first warms up
  done
  socat=$(median socat.s) tap=$(median tap.s) pcap=$(median pcap.s)
  verdict "$(awk "BEGIN { printf \"%d MiB: socat %.2f s, tap %.2f s: %.2f of its speed, wanted %.1f\", $mib, $socat, $tap, $socat / $tap, $of_socat }")" "$socat >= $of_socat * $tap"
  awk "BEGIN { printf \"  with --pcap, which is not bounded here: %.2f s, %.2f of its speed\n\", $pcap, $socat / $pcap }"
}

memory() {
  local small large
  mib=$((mib / 4)) through_tap >/dev/null
  small=$(tail -1 "$work/memory")
  through_tap >/dev/null
  large=$(tail -1 "$work/memory")
  verdict "$(awk "BEGIN { printf \"memory: %.1f MiB, and %.1f for four times as much\", $small / 1024, $large / 1024 }")" \
    "$large <= $most_memory && $large <= $most_growth * $small"
}

same_bytes() {
  local direct relayed
  direct=$("$work/relayed" hash "$mib" "$source")
  tapped "$source" --count 1
  relayed=$("$work/relayed" hash "$mib" "$address")
  wait "$tap" || give_up "tap ended with $?"
  verdict "the same $mib MiB came, by their SHA-256" "\"$direct\" == \"$relayed\""
}

# curl fetches a file from openssl s_server: what it writes has the file's hash.
real_peers() {
  local file=$((mib < 256 ? mib : 256)) id port
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
  head -c "${file}M" /dev/urandom >"$work/file"
  (cd "$work" && exec openssl s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -WWW) >"$work/s_server" 2>&1 &
  started+=($!)
  port=$(wait_for "$work/s_server" 'ACCEPT 127\.0\.0\.1:[0-9]+')
  tapped "127.0.0.1:${port##*:}" --count 1 --keylog "$work/keys"
  SSLKEYLOGFILE=$work/keys curl -sS --cacert "$work/cert.pem" "https://localhost:${address##*:}/file" -o "$work/fetched" || give_up "curl failed"
  wait "$tap" || give_up "tap ended with $?"
  verdict "curl got $file MiB from openssl s_server, by their SHA-256" "\"$(sha256sum <"$work/file")\" == \"$(sha256sum <"$work/fetched")\""
  verdict "and its handshake was read with its secrets" "$(grep -c 'handshake was completed' "$work/tap.out") == 1"
  rm "$work/file" "$work/fetched"
}

at_once() {
  local took status=0
  tapped "$1" --count "$connections" --format json
  took=$("$work/relayed" many "$connections" "$address") || status=1
  wait "$tap" || give_up "tap ended with $?"
  verdict "$connections TLS connections at once: all open after ${took% *} s, done after ${took#* }" "$status == 0"
  verdict "each of them is told" "$(wc -l <"$work/tap.out") == $connections"
  verdict "$(awk "BEGIN { printf \"memory: %.0f MiB\", $(tail -1 "$work/memory") / 1024 }")" "$(tail -1 "$work/memory") <= $most_many"
}

check_needs
go build -o "$work/tlsteach" ./cmd/tlsteach
go build -o "$work/relayed" ./docs/benchmarks/relayed
serve "$work/relayed" serve
source=$address
serve "$work/relayed" echo
echo=$address
echo "$(date +%F), $(go env GOVERSION) $(go env GOOS)/$(go env GOARCH), $(nproc) processors, socat $(socat -V | awk '/socat version/ { print $3 }'), $(openssl version | cut -d' ' -f1,2), $rounds rounds in turn"
speed
memory
same_bytes
real_peers
at_once "$echo"
exit "$missed"
