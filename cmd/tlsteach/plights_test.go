package main

import (
	"testing"
	"time"
)

func TestAClockThatIsFarOffIsSaid(t *testing.T) {
	for now, off := range map[string]bool{
		"1970-01-01": true, "2025-12-31": true, "2026-01-01": false, "2026-11-25": false, "2049-12-31": false, "2050-01-02": true, "9999-12-31": true,
	} {
		at, err := time.Parse(time.DateOnly, now)
		if err != nil {
			t.Fatal(err)
		}
		if text, hint := offClock(at); (text != "") != off || (hint != "") != off {
			t.Errorf("%s: %q, %q", now, text, hint)
		}
	}
}
