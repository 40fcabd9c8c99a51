package main

import (
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/pasted"
	"github.com/tlsteach/tlsteach/lessons/report"
)

// namesIn says which messages there are.
func namesIn(e *pasted.Pasted) string {
	var names []string
	for _, it := range e.Items {
		if it.Name != "" && !slices.Contains(names, it.Name) {
			names = append(names, it.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "there are: " + strings.Join(names, ", ")
}

// only keeps the messages with these names, or of these kinds; all, where there are
// none.
func only(e *pasted.Pasted, names []string) []*handshake.Item {
	choice := report.Choice{Messages: names}
	return slices.DeleteFunc(slices.Clone(e.Items), func(it *handshake.Item) bool { return !choice.Item(it) })
}
