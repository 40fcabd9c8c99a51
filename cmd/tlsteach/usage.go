package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usageWidth is the number of columns of a page of help.
const usageWidth = 80

// usage writes what stands behind the description of a command: how it is called,
// its examples, its commands and its flags. cobra's own page is as wide as its
// longest line.
func usage(c *cobra.Command) error {
	w := c.OutOrStderr()
	var call []string
	if c.Runnable() && c.HasParent() {
		call = append(call, "  "+c.UseLine())
	}
	if c.HasAvailableSubCommands() {
		call = append(call, "  "+c.CommandPath()+" COMMAND")
	}
	fmt.Fprintf(w, "Usage:\n%s\n", strings.Join(call, "\n"))
	if c.Example != "" {
		fmt.Fprintf(w, "\nExamples:\n%s\n", c.Example)
	}
	var commands [][2]string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" {
			commands = append(commands, [2]string{sub.Name(), sub.Short})
		}
	}
	listed(w, "Commands", commands)
	var topics [][2]string
	for _, sub := range c.Commands() {
		if sub.IsAdditionalHelpTopicCommand() {
			topics = append(topics, [2]string{sub.Name(), sub.Short})
		}
	}
	listed(w, "Further help", topics)
	var flags [][2]string
	c.LocalFlags().VisitAll(func(f *pflag.Flag) { flags = append(flags, described(f)) })
	listed(w, "Flags", flags)
	if len(commands) > 0 {
		fmt.Fprintf(w, "\nExplain one:\n  tlsteach help%s COMMAND\n", strings.TrimPrefix(c.CommandPath(), "tlsteach"))
	}
	return nil
}

// described is how a flag is written, and what it does.
func described(f *pflag.Flag) [2]string {
	value, text := pflag.UnquoteUsage(f)
	name := "    --" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", --" + f.Name
	}
	if value != "" {
		name += " " + value
	}
	return [2]string{name, text}
}

// listed writes names with their descriptions in a column behind them.
func listed(w io.Writer, title string, list [][2]string) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	width := 0
	for _, l := range list {
		width = max(width, len(l[0]))
	}
	for _, l := range list {
		text := strings.Split(ansi.Wordwrap(l[1], usageWidth-width-4, ""), "\n")
		fmt.Fprintf(w, "  %-*s  %s\n", width, l[0], strings.Join(text, "\n"+strings.Repeat(" ", width+4)))
	}
}
