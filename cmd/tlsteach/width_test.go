package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var offsetLine = regexp.MustCompile(`(?m)^ {4}(\d{4})  ((?:[0-9a-f]{2} {1,2}){0,15}[0-9a-f]{2})`)

// hexRows reads the hex views of a text: the bytes of all their lines, in order.
// A line holds as many as the next one's offset says; what looks like hex behind
// them is the characters.
func hexRows(t *testing.T, text string) []byte {
	t.Helper()
	var all []byte
	lines := offsetLine.FindAllStringSubmatch(text, -1)
	offset := func(i int) int {
		n, err := strconv.Atoi(lines[i][1])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i, line := range lines {
		row, err := hex.DecodeString(strings.ReplaceAll(line[2], " ", ""))
		if err != nil {
			t.Fatalf("a line of hex that is none: %q", line[0])
		}
		if i+1 < len(lines) {
			if n := offset(i+1) - offset(i); n > 0 && n < len(row) {
				row = row[:n]
			}
		}
		all = append(all, row...)
	}
	return all
}

// At every width no line is wider than the terminal, and every byte that a hex
// view promises stands in it, in order and in whole pairs.
func TestWidths(t *testing.T) {
	var saved strings.Builder
	for _, args := range [][]string{{"run", "all"}, {"run", "2", "--break", "length"}, {"run", "1", "--break", "host-name"}} {
		if got := run(append(args, "--format", "json", "--transport", "memory"), strings.NewReader(""), &saved, &saved); got != exitDone {
			t.Fatalf("%q: status %d: %s", args, got, saved.String())
		}
	}
	docs, err := transcript.Read(strings.NewReader(saved.String()))
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{40, 57, 80, 129, 130, 140, 200} {
		for _, more := range [][]string{{"--color", "always"}, {"-v"}} {
			t.Run(fmt.Sprint(width, more), func(t *testing.T) {
				t.Setenv("COLUMNS", fmt.Sprint(width))
				var out, errs strings.Builder
				if got := run(append([]string{"show", "-"}, more...), strings.NewReader(saved.String()), &out, &errs); got != exitDone {
					t.Fatalf("status %d: %s", got, errs.String())
				}
				for i, line := range strings.Split(out.String(), "\n") {
					if w := ansi.StringWidth(line); w > width {
						t.Errorf("line %d has %d columns: %s", i+1, w, line)
					}
				}
				rows := hexRows(t, ansi.Strip(out.String()))
				at := 0
				for _, b := range hexViews(docs) {
					n := bytes.Index(rows[at:], b)
					if n < 0 {
						t.Fatalf("these %d bytes are not shown whole, or not in their place: %x", len(b), b)
					}
					at += n + len(b)
				}
			})
		}
	}
}

// hexViews are the bytes that a text must show in hex, in order.
func hexViews(docs []*transcript.Document) [][]byte {
	var views [][]byte
	for _, d := range docs {
		for _, b := range d.Blocks {
			switch b := b.(type) {
			case *transcript.Bytes:
				views = append(views, b.Data)
			case *transcript.Message:
				if b.Dump {
					views = append(views, b.Bytes)
				}
			}
		}
	}
	return views
}

// COLUMNS that is no width is no width.
func TestWidthNonsense(t *testing.T) {
	var want, errs strings.Builder
	t.Setenv("COLUMNS", "")
	if got := run([]string{"run", "1", "--seed", "1"}, strings.NewReader(""), &want, &errs); got != exitDone {
		t.Fatal(errs.String())
	}
	for _, columns := range []string{"0", "-5", "many", "99999999999999999999", "80.5"} {
		t.Setenv("COLUMNS", columns)
		var out strings.Builder
		if got := run([]string{"run", "1", "--seed", "1"}, strings.NewReader(""), &out, &errs); got != exitDone || out.String() != want.String() {
			t.Errorf("COLUMNS=%s: status %d, %s", columns, got, firstDifference(out.String(), want.String()))
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer"
}
