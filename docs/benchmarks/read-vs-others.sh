#!/usr/bin/env bash
# Compares tlsteach read with TShark and ssldump, on a capture of 9,000 handshakes:
#   docs/benchmarks/read-vs-others.sh [ROUNDS] [FOLDER]     (3 rounds unless told)
#
#   tshark     tshark -r FILE -T ek           every field as JSON, no filter
#   jsonl      tlsteach read --format jsonl FILE
#   ssldump    ssldump -A -n -r FILE          all record fields, no name look-ups
#   text       tlsteach read FILE
#
# All write to /dev/null, and run in turn, so that a busy moment of the machine
# meets all. FOLDER keeps the captures, and lends them to the next run. Exit 0: all
# bounds held; 1: one was missed; 2: not measured. A timing depends on the machine
# and its mood: this is never part of the tests.
#
# Needs bash 5, Go, tshark, ssldump, GNU time, and 600 MB in FOLDER.
set -euo pipefail
export LC_ALL=C # $EPOCHREALTIME and awk with a decimal point
cd "$(dirname "$0")/../.."

rounds=${1:-3}
faster_than_tshark=15
faster_than_ssldump=3
most_memory=$((64 * 1024)) # KiB
most_growth=1.25           # of the memory, where the capture is ten times larger
handshakes=9000
gnu_time=$(type -P time || true)

work=$(mktemp -d)
captures=${2:-$work}
endless=()
missed=0

clean_up() {
  if ((${#endless[@]})); then
    kill "${endless[@]}" 2>/dev/null || true
    wait "${endless[@]}" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

give_up() {
  echo "read-vs-others: $*" >&2
  exit 2
}

check_needs() {
  [[ $rounds =~ ^[1-9][0-9]*$ ]] || give_up "ROUNDS is a number from 1, not $rounds"
  [[ -n ${EPOCHREALTIME:-} ]] || give_up "bash 5 is needed for its clock"
  [[ -n $gnu_time ]] || give_up "GNU time is missing"
  local tool
  for tool in go tshark ssldump awk sort; do
    command -v "$tool" >/dev/null || give_up "$tool is missing"
  done
}

make_captures() {
  mkdir -p "$captures"
  small=$captures/small.pcap large=$captures/large.pcap
  if [[ ! -e $small || ! -e $large ]]; then
    go run ./docs/benchmarks/handshakes -each $((handshakes / 3)) -times 10 "$small" "$large" || give_up "no captures"
  fi
}

tshark_ek() { tshark -r "$small" -T ek; }
ssldump_all() { ssldump -A -n -r "$small"; }
read_jsonl() { "$work/tlsteach" read --format jsonl "$small"; }
read_text() { "$work/tlsteach" read "$small"; }

# time_of NAME: runs the function NAME and prints how many microseconds it took.
time_of() {
  local begin=${EPOCHREALTIME/./} end
  "$1" >/dev/null 2>"$work/$1.err" || { tail -3 "$work/$1.err" >&2; give_up "$1 failed"; }
  end=${EPOCHREALTIME/./}
  echo $((end - begin))
}

measure() {
  local round peer
  for peer in ssldump_all read_jsonl read_text; do time_of "$peer" >/dev/null; done # warm up
  for ((round = 0; round < rounds; round++)); do
    for peer in tshark_ek ssldump_all read_jsonl read_text; do
      time_of "$peer" >>"$work/$peer.us"
    done
  done
}

# median NAME: of the microseconds that NAME took.
median() {
  sort -n "$work/$1.us" | awk '{ us[NR] = $1 } END { print (us[int((NR + 1) / 2)] + us[int(NR / 2) + 1]) / 2 }'
}

# verdict CLAIM CONDITION…: prints PASS or FAIL, and remembers a FAIL. The condition
# is awk's.
verdict() {
  local word=PASS
  awk "BEGIN { exit !($2) }" || { word=FAIL; missed=1; }
  printf '%-58s %s\n' "$1" "$word"
}

# memory ARGUMENTS…: the most memory in KiB that tlsteach read takes.
memory() {
  "$gnu_time" -f %M -o "$work/memory" "$work/tlsteach" read "$@" >/dev/null
  tail -1 "$work/memory"
}

report_speed() {
  local tshark ssldump jsonl text
  tshark=$(median tshark_ek) ssldump=$(median ssldump_all) jsonl=$(median read_jsonl) text=$(median read_text)
  echo "$(date +%F), $(go env GOVERSION) $(go env GOOS)/$(go env GOARCH), $(nproc) processors,"
  echo "$(tshark --version 2>/dev/null | awk 'NR == 1 { print $1, $3 }'), ssldump $(ssldump -v 2>&1 | awk 'NR == 1 { print $2 }'), $handshakes handshakes, $rounds rounds in turn"
  awk -v t="$tshark" -v s="$ssldump" -v j="$jsonl" -v x="$text" 'BEGIN {
    printf "%-44s %10s\n", "wall time in ms", "median"
    printf "%-44s %10.0f\n", "tshark -T ek", t / 1000
    printf "%-44s %10.0f\n", "tlsteach read --format jsonl", j / 1000
    printf "%-44s %10.0f\n", "ssldump -A -n", s / 1000
    printf "%-44s %10.0f\n", "tlsteach read", x / 1000
  }'
  verdict "$(awk "BEGIN { printf \"jsonl is %.1f times faster than tshark, wanted %d\", $tshark / $jsonl, $faster_than_tshark }")" \
    "$tshark >= $faster_than_tshark * $jsonl"
  verdict "$(awk "BEGIN { printf \"text is %.1f times faster than ssldump, wanted %d\", $ssldump / $text, $faster_than_ssldump }")" \
    "$ssldump >= $faster_than_ssldump * $text"
}

report_memory() {
  local format small_most large_most
  for format in jsonl text; do
    small_most=$(memory --format "$format" "$small") large_most=$(memory --format "$format" "$large")
    verdict "$(awk "BEGIN { printf \"%s takes %.1f MiB, and %.1f for ten times as much\", \"$format\", $small_most / 1024, $large_most / 1024 }")" \
      "$small_most <= $most_memory && $large_most <= $most_memory && $large_most <= $most_growth * $small_most"
  done
}

# One writer stops in the middle and never ends: all that it wrote must have come
# out. Another writes the same packets again and again: the memory stays.
report_endless() {
  mkfifo "$work/held" "$work/flood"
  exec 3<>"$work/held" # this shell never closes it
  "$work/tlsteach" read --format jsonl - <"$work/held" >"$work/held.out" 2>&1 &
  endless+=($!)
  timeout 60 cat "$small" >&3 || give_up "read - does not read"
  local try ended=0
  for ((try = 0; try < 300 && ended < handshakes; try++)); do
    sleep 0.1
    ended=$(grep -c '"kind":"connection"' "$work/held.out" || true)
  done
  verdict "of a writer that holds on, $ended of $handshakes connections came" "$ended == $handshakes"

  { cat "$small"; while tail -c +25 "$small"; do :; done; } >"$work/flood" 2>/dev/null &
  endless+=($!)
  "$work/tlsteach" read --format jsonl - <"$work/flood" > >(grep -c --line-buffered '"kind":"connection"' >/dev/null) 2>&1 &
  local reader=$! most=0
  endless+=("$reader")
  sleep 20
  kill -0 "$reader" 2>/dev/null || give_up "read - ended before its writer"
  most=$(awk '/^VmHWM/ { print $2 }' "/proc/$reader/status")
  local taken
  taken=$(awk '/^rchar/ { print $2 }' "/proc/$reader/io")
  verdict "$(awk "BEGIN { printf \"of a writer without end, %.1f GB in 20 s take %.1f MiB\", $taken / 1e9, $most / 1024 }")" \
    "$most <= $most_memory && $taken > 0"
}

check_needs
go build -o "$work/tlsteach" ./cmd/tlsteach
make_captures
measure
report_speed
report_memory
report_endless
exit "$missed"
