package main

import "github.com/tlsteach/tlsteach/lessons/report"

// A rangesValue is the flag --connection.
type rangesValue []report.Range

func (r *rangesValue) String() string { return "" }

func (r *rangesValue) Set(s string) error {
	more, err := report.ParseRanges(s)
	*r = append(*r, more...)
	return err
}

func (r *rangesValue) Type() string { return "numbers" }

// one is the number of the one connection that was asked for; false where it is
// not one.
func (r rangesValue) one() (number int, ok bool) {
	if len(r) != 1 || r[0].First != r[0].Last {
		return 0, false
	}
	return r[0].First, true
}

// highest is the highest number that was asked for by itself.
func (r rangesValue) highest() int {
	c := report.Choice{Connections: r}
	return c.Highest()
}
