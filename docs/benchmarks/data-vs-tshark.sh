#!/usr/bin/env bash
# Compares how fast tlsteach and TShark decrypt one long download over TLS 1.3 with
# AES-128-GCM:
#   docs/benchmarks/data-vs-tshark.sh [ROUNDS] [MIB]     (3 rounds, 256 MiB)
#
#   tshark    tshark -o tls.keylog_file:K -r FILE -q -z follow,tls,raw,0
#   data      tlsteach read FILE --keylog K --connection 1 --data server
#   limit     openssl speed -evp aes-128-gcm -bytes 16384: the cipher alone
#
# Both write to a file, and run in turn, so that a busy moment of the machine meets
# both; what they wrote is compared by its hash. Measured with TCP segments of 1460
# bytes, as on Ethernet, and of 65,000, as on the loopback interface. Exit 0: all
# bounds held; 1: one was missed; 2: not measured. A timing depends on the machine
# and its mood: this is never part of the tests.
#
# Needs bash 5, Go, tshark, openssl, xxd, GNU time, and 12 times MIB of disk.
set -euo pipefail
export LC_ALL=C # $EPOCHREALTIME and awk with a decimal point
cd "$(dirname "$0")/../.."

rounds=${1:-3}
mib=${2:-256}
faster=10
most_memory=$((64 * 1024)) # KiB
most_growth=1.25           # of the memory, where the download is four times larger
gnu_time=$(type -P time || true)
work=$(mktemp -d)
missed=0
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

give_up() {
  echo "data-vs-tshark: $*" >&2
  exit 2
}

check_needs() {
  [[ $rounds =~ ^[1-9][0-9]*$ && $mib =~ ^[1-9][0-9]*$ ]] || give_up "ROUNDS and MIB are numbers from 1"
  [[ -n ${EPOCHREALTIME:-} ]] || give_up "bash 5 is needed for its clock"
  [[ -n $gnu_time ]] || give_up "GNU time is missing"
  local tool
  for tool in go tshark openssl xxd sha256sum awk sort; do
    command -v "$tool" >/dev/null || give_up "$tool is missing"
  done
}

# make NAME MIB MSS: a capture and its key log.
make() { "$work/download" -mib "$2" -mss "$3" "$work/$1.pcapng" "$work/$1.log" || give_up "no capture"; }

tshark_follow() { tshark -o "tls.keylog_file:$work/$1.log" -r "$work/$1.pcapng" -q -z follow,tls,raw,0; }
read_data() { "$work/tlsteach" read "$work/$1.pcapng" --keylog "$work/$1.log" --connection 1 --data server; }

# time_of FUNCTION NAME: prints how many microseconds it took; its output is kept.
time_of() {
  rm -f "$work/$1.out" # to empty a large file takes time, too
  local begin=${EPOCHREALTIME/./} end
  "$1" "$2" >"$work/$1.out" 2>"$work/$1.err" || { tail -3 "$work/$1.err" >&2; give_up "$1 failed"; }
  end=${EPOCHREALTIME/./}
  echo $((end - begin))
}

measure() {
  local round peer
  time_of read_data "$1" >/dev/null # warm up
  for ((round = 0; round < rounds; round++)); do
    for peer in tshark_follow read_data; do
      time_of "$peer" "$1" >>"$work/$peer.$1.us"
    done
  done
}

median() { sort -n "$work/$1.us" | awk '{ us[NR] = $1 } END { print (us[int((NR + 1) / 2)] + us[int(NR / 2) + 1]) / 2 }'; }

# verdict CLAIM CONDITION: prints PASS or FAIL, and remembers a FAIL. The condition
# is awk's.
verdict() {
  local word=PASS
  awk "BEGIN { exit !($2) }" || { word=FAIL; missed=1; }
  printf '%-66s %s\n' "$1" "$word"
}

# The longer side of what TShark followed is the server's: TShark puts a tab before
# the lines of one side.
same_bytes() {
  local ours theirs
  ours=$(sha256sum <"$work/read_data.out")
  theirs=$(grep -E '^[0-9a-f]+$' "$work/tshark_follow.out" | xxd -r -p | sha256sum)
  verdict "segments of $1: both wrote the same $(stat -c %s "$work/read_data.out") bytes" "\"$ours\" == \"$theirs\""
}

report() {
  local theirs ours
  theirs=$(median "tshark_follow.$1") ours=$(median "read_data.$1")
  verdict "$(awk "BEGIN { printf \"segments of %s: %.2f s against %.2f, %.1f times faster, wanted %d\", \"$2\", $ours / 1e6, $theirs / 1e6, $theirs / $ours, $faster }")" \
    "$theirs >= $faster * $ours"
  awk "BEGIN { printf \"  of the limit, %.0f MiB/s: %.2f (%.0f MiB/s, the whole program)\n\", $limit, $mib * 1e6 / $ours / $limit, $mib * 1e6 / $ours }"
}

memory() {
  "$gnu_time" -f %M -o "$work/memory" "$work/tlsteach" read "$work/$1.pcapng" --keylog "$work/$1.log" --connection 1 --data server >/dev/null
  tail -1 "$work/memory"
}

check_needs
go build -o "$work/tlsteach" ./cmd/tlsteach
go build -o "$work/download" ./docs/benchmarks/download
make ethernet "$mib" 1460
make loopback "$mib" 65000
limit=$(openssl speed -evp aes-128-gcm -bytes 16384 -seconds 2 2>/dev/null | awk 'END { sub(/k$/, "", $NF); print $NF * 1000 / 1048576 }')
echo "$(date +%F), $(go env GOVERSION) $(go env GOOS)/$(go env GOARCH), $(nproc) processors, $(tshark --version 2>/dev/null | awk 'NR == 1 { print $1, $3 }'), $(openssl version | cut -d' ' -f1,2), $mib MiB, $rounds rounds in turn"
measure ethernet && same_bytes 1460 && report ethernet 1460
measure loopback && same_bytes 65000 && report loopback 65000
small=$(memory ethernet)
rm "$work"/*.out "$work/loopback.pcapng"
make large $((4 * mib)) 1460
large=$(memory large)
verdict "$(awk "BEGIN { printf \"it takes %.1f MiB, and %.1f for four times as much\", $small / 1024, $large / 1024 }")" \
  "$small <= $most_memory && $large <= $most_memory && $large <= $most_growth * $small"
exit "$missed"
