package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// A claim that the bytes of a live run do not prove is FALSE in every format, and
// the status is 1; also when it is another lesson's.
func TestRunFalseClaim(t *testing.T) {
	all := lessons.All()
	liar := *all[1]
	liar.Claims = append([]anatomy.Claim(nil), liar.Claims...)
	judge := liar.Claims[0].Judge
	liar.Claims[0].Judge = func(s *anatomy.Scene) anatomy.Verdict {
		v := judge(s)
		v.Want = "something else"
		return v
	}
	for _, format := range formats {
		for _, chosen := range [][]*anatomy.Lesson{{&liar}, {&liar, all[0]}, {all[0], &liar}} {
			var out, errs strings.Builder
			a := &app{in: strings.NewReader(""), out: &out, err: &errs}
			f := &runFlags{output: output{format: format, color: "never"}}
			ctx := context.Background()
			err := a.runChosen(ctx, f, chosen, lessons.Options{Lab: lab.Options{Transport: lab.Memory}})
			if got := a.status(ctx, err); got != exitFailed || !errors.Is(err, errFalse) {
				t.Errorf("%s: status %d (%v), want %d", format, got, err, exitFailed)
			}
			says := "FALSE"
			if format == "json" {
				says = `"passed":false`
			}
			if !strings.Contains(out.String(), says) || !strings.Contains(out.String(), "something else") {
				t.Errorf("%s does not say which claim is false:\n%s", format, out.String())
			}
			if format == "text" && !strings.Contains(out.String(), "✘ FALSE") {
				t.Errorf("no ✘ FALSE in the text")
			}
			if errs.Len() > 0 {
				t.Errorf("the output has said it, and standard error says %q", errs.String())
			}
		}
	}
}
