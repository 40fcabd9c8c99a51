package report_test

import (
	"fmt"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/report"
)

func TestParseRanges(t *testing.T) {
	for in, want := range map[string]string{
		"3":          "[{3 3}]",
		"1,4-6":      "[{1 1} {4 6}]",
		" 1 , 2 - 2": "[{1 1} {2 2}]",
	} {
		if got, err := report.ParseRanges(in); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v, want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "0", "-1", "1-", "2-1", "x", "1,,2", "99999999999"} {
		if got, err := report.ParseRanges(in); err == nil {
			t.Errorf("%q: %v, and no error", in, got)
		}
	}
}
