package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/glossary"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// glossaryTopic is a page of help and no command.
func (a *app) glossaryTopic() *cobra.Command {
	c := &cobra.Command{Use: "glossary", Short: "the terms of the course; tlsteach help glossary record explains one"}
	c.SetHelpFunc(func(*cobra.Command, []string) { _ = a.glossary(nil) }) // what is written to has gone: nobody to tell
	return c
}

// glossary explains one term, or all.
func (a *app) glossary(words []string) error {
	entries := glossary.Entries()
	if len(words) > 0 {
		e, ok := glossary.Find(strings.Join(words, " "))
		if !ok {
			return noTerm(strings.Join(words, " "))
		}
		entries = []glossary.Entry{e}
	}
	o := output{color: "auto", format: "text"}
	t := o.textOptions(a.out)
	d := &transcript.Document{Command: "help glossary"}
	for _, e := range entries {
		text := transcript.Text{{Style: transcript.Strong, Text: e.Term}, {Text: ": " + e.Means}}
		if l := lessons.Explains(e); l != nil {
			text = append(text, transcript.Inline{Text: fmt.Sprintf(" Lesson %d, %s.", l.Number, l.Slug)})
		}
		d.Blocks = append(d.Blocks, &transcript.Prose{Text: text})
	}
	return transcript.Terminal(o.colored(a.out, t), []*transcript.Document{d}, t)
}

func noTerm(word string) error {
	var near []string
	for _, e := range glossary.Entries() {
		if len(word) > 2 && (strings.Contains(strings.ToLower(e.Term), strings.ToLower(word)) || strings.Contains(strings.ToLower(word), strings.ToLower(e.Term))) {
			near = append(near, e.Term)
		}
	}
	hint := "tlsteach help glossary has all of it"
	if near = slices.Compact(near); len(near) > 0 {
		hint = "it has: " + strings.Join(near, ", ")
	}
	return &usageError{fmt.Sprintf("the glossary has no %q", word), hint}
}
