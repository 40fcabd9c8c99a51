package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

func (a *app) listCommand() *cobra.Command {
	var format string
	var verbose bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the lessons: number, name, title and the question each answers",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			w := bufio.NewWriter(a.out)
			for _, l := range lessons.All() {
				switch format {
				case "text":
					listText(w, l, verbose)
				case "json":
					if err := listJSON(w, l); err != nil {
						return err
					}
				default:
					return badFormat(format, "text", "json")
				}
			}
			return w.Flush()
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "the `form`: text, or json with one object a line")
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "also list each lesson's breaks")
	fixed(cmd, "format", "text", "json")
	return cmd
}

func listText(w *bufio.Writer, l *anatomy.Lesson, verbose bool) {
	fmt.Fprintf(w, "%3d  %-*s  %s\n", l.Number, slugWidth, l.Slug, l.Title)
	listItem(w, l.Question)
	for _, b := range l.Breaks {
		if verbose {
			listItem(w, fmt.Sprintf("--break %s: %s", b.Name, b.Says))
		}
	}
}

// slugWidth is the length of the longest name: man-in-the-middle.
const slugWidth = 17

// listItem writes what is said of a lesson, below its title.
func listItem(w io.Writer, text string) {
	const indent = 5 + slugWidth + 2
	fmt.Fprintf(w, "%s\n", strings.Repeat(" ", indent)+strings.ReplaceAll(ansi.Wordwrap(text, usageWidth-indent, ""), "\n", "\n"+strings.Repeat(" ", indent)))
}

func listJSON(w *bufio.Writer, l *anatomy.Lesson) error {
	breaks := []string{}
	for _, b := range l.Breaks {
		breaks = append(breaks, b.Name)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Number   int      `json:"number"`
		Slug     string   `json:"slug"`
		Title    string   `json:"title"`
		Question string   `json:"question"`
		Article  []string `json:"article"`
		Breaks   []string `json:"breaks"`
	}{l.Number, l.Slug, l.Title, l.Question, l.Article, breaks})
}
