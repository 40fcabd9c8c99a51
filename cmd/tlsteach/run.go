package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/tlsteach/tlsteach/lessons"
	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// runFlags are the flags of run.
type runFlags struct {
	output
	wire      wireFiles
	seed      seedValue
	breaks    string
	transport string
	asked     bool // for this transport
	noStep    bool
	demo      bool
	notes     string
	exercise  bool
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run LESSON...",
		Short: "Run lessons live",
		Long: `Run makes the connections of a lesson on this machine, keeps their bytes, and
tells the lesson from them. A LESSON is a number, a name, or "all".

On a terminal a lesson goes step by step: Enter or space goes on, v shows all
fields of a message, q leaves. With --no-step, or where the output is no
terminal, the whole lesson is printed.

With --demo it is shown as slides, for a class: keys forward and back, ? lists
them, a shows an answer. --notes takes what the class does not see.

With --pcap the connections are also written as packets, with the secrets that
open them inside: Wireshark shows them decrypted.`,
		Example: `  tlsteach run 1
  tlsteach run hello --seed 1 --format html -o hello.html
  tlsteach run hello --break length
  tlsteach run eavesdropper --pcap lesson.pcapng
  tlsteach run 1 --demo --seed 1 --notes notes.txt
  tlsteach run eavesdropper --exercise`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{"run needs a lesson", "tlsteach list names them; tlsteach run 1 begins the course"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.asked = cmd.Flags().Changed("transport")
			return a.runLessons(cmd.Context(), &f, args)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			names := []string{"all"}
			for _, l := range lessons.All() {
				names = append(names, l.Slug+"\t"+l.Title)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
	f.output.flags(cmd)
	f.flags(cmd.Flags())
	f.wire.flags(cmd.Flags())
	fixed(cmd, "transport", string(lab.TCP), string(lab.Memory))
	return cmd
}

func (f *runFlags) flags(set *pflag.FlagSet) {
	set.Var(&f.seed, "seed", "make the same bytes on every machine with the same Go release and AES support: for lessons, never for secrets")
	set.StringVar(&f.breaks, "break", "", "run the lesson with one thing changed; tlsteach list -v names the `change`s")
	set.BoolVar(&f.exercise, "exercise", false, "get an exercise from a fresh run, and have the answer checked")
	set.BoolVar(&f.answers, "answers", false, "text: show the answer with each question; step by step no question waits for yours")
	set.BoolVar(&f.noStep, "no-step", false, "print the whole lesson at once")
	set.BoolVar(&f.demo, "demo", false, "show the lesson as slides, for a class: keys forward and back, answers when you press a")
	set.StringVar(&f.notes, "notes", "", "with --demo: write what the teacher should know at each slide to this `file`, or another terminal")
	set.StringVar(&f.transport, "transport", string(lab.TCP), "the `way` from client to server: tcp (loopback) or memory")
}

// options checks the flags and turns them into those of a run.
func (f *runFlags) options() (lessons.Options, error) {
	if err := f.resolve(); err != nil {
		return lessons.Options{}, err
	}
	if !oneOf(f.transport, []string{string(lab.TCP), string(lab.Memory)}) {
		return lessons.Options{}, &usageError{fmt.Sprintf("--transport is tcp or memory, not %q", f.transport), ""}
	}
	if f.exercise && (f.format != "text" || f.breaks != "") {
		return lessons.Options{}, &usageError{"--exercise is a conversation: it has no --format and no --break", ""}
	}
	if f.exercise && f.answers {
		return lessons.Options{}, &usageError{"--answers tells the answers of a lesson's questions, not that of its --exercise", ""}
	}
	if err := f.demoUsage(); err != nil {
		return lessons.Options{}, err
	}
	return lessons.Options{Lab: lab.Options{Seed: f.seed.value, Transport: lab.Transport(f.transport)}, Break: f.breaks}, nil
}

func (a *app) runLessons(ctx context.Context, f *runFlags, names []string) error {
	options, err := f.options()
	if err != nil {
		return err
	}
	chosen, err := find(names, f.breaks)
	if err != nil {
		return err
	}
	if f.demo && (terminal(a.in) == nil || terminal(a.out) == nil) {
		return &usageError{"--demo needs a terminal, for its slides and its keys", "without --demo the lesson is printed; --format html -o lesson.html makes a page for a browser"}
	}
	a.plights(ctx, f, &options.Lab)
	write, err := f.wire.open(&options.Lab, named{"--output", f.file}, named{"--notes", f.notes})
	if err != nil {
		return err
	}
	err = a.runChosen(ctx, f, chosen, options)
	return a.both(err, write(err))
}

// both are the errors of a run and of writing what it left: the first is the
// result, unless it is none.
func (a *app) both(ran, wrote error) error {
	var hint *hinted
	switch {
	case ran == nil || errors.Is(ran, errLeft):
		if wrote != nil {
			return wrote
		}
	case errors.As(wrote, &hint):
		a.complain(wrote.Error(), hint.hint)
	case wrote != nil:
		a.complain(wrote.Error(), "")
	}
	return ran
}

// runChosen runs lessons as the flags say: as an exercise, step by step, or
// whole.
func (a *app) runChosen(ctx context.Context, f *runFlags, chosen []*anatomy.Lesson, options lessons.Options) error {
	switch {
	case f.demo:
		return a.demo(ctx, f, chosen, options)
	case f.exercise:
		return a.exercises(ctx, f, chosen, options)
	case !f.noStep && f.format == "text" && f.file == "" && terminal(a.in) != nil && terminal(a.out) != nil:
		return a.step(ctx, f, chosen, options)
	}
	w, keep, drop, err := f.to(a.out)
	if err != nil {
		return err
	}
	docs, err := a.runAll(ctx, f, w, chosen, options)
	if err != nil {
		drop()
		return err
	}
	if err := keep(); err != nil {
		return err
	}
	return held(docs)
}

// runAll runs and prints. Text and JSON are printed lesson by lesson; Markdown
// and HTML are one page.
func (a *app) runAll(ctx context.Context, f *runFlags, w io.Writer, chosen []*anatomy.Lesson, options lessons.Options) ([]*transcript.Document, error) {
	t := f.textOptions(w)
	w = f.colored(w, t)
	onePage := f.format == "markdown" || f.format == "html"
	var docs []*transcript.Document
	for i, l := range chosen {
		d, err := perform(ctx, l, options)
		if err != nil {
			return docs, err
		}
		docs = append(docs, d)
		if onePage {
			continue
		}
		if i > 0 && f.format == "text" {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return docs, err
			}
		}
		if err := f.print(w, t, docs[i:]); err != nil {
			return docs, err
		}
	}
	if onePage {
		return docs, f.print(w, t, docs)
	}
	return docs, nil
}

// perform runs one lesson; its errors say what to do.
func perform(ctx context.Context, l *anatomy.Lesson, options lessons.Options) (*transcript.Document, error) {
	d, err := lessons.Run(ctx, l, options)
	return d, advise(l, err)
}

// advise puts the hint to an error of a run.
func advise(l *anatomy.Lesson, err error) error {
	var connect *lab.ConnectError
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &connect):
		return &hinted{err, "is the loopback interface up, and may this program open sockets? --transport memory runs the lesson without sockets"}
	case errors.As(err, new(*lab.ClockError)):
		return &hinted{err, "set the clock, or use --seed 1: it brings a time of its own"}
	case errors.Is(err, lab.ErrDrawsUnseen):
		return &hinted{fmt.Errorf("lesson %d, %s: %w", l.Number, l.Slug, err), "build it from its own folder, or set GODEBUG=cryptocustomrand=1"}
	case errors.Is(err, lab.ErrNotSeedable):
		return &hinted{err, "build it from its own folder, or set GODEBUG=cryptocustomrand=1; without --seed the lesson runs as it is"}
	}
	return fmt.Errorf("lesson %d, %s: %w", l.Number, l.Slug, err)
}

// find turns names into lessons, once each.
func find(names []string, breaks string) ([]*anatomy.Lesson, error) {
	var chosen []*anatomy.Lesson
	seen := map[int]bool{}
	add := func(l *anatomy.Lesson) {
		if !seen[l.Number] {
			chosen = append(chosen, l)
			seen[l.Number] = true
		}
	}
	for _, name := range names {
		if name == "all" {
			for _, l := range lessons.All() {
				add(l)
			}
			continue
		}
		l, err := lessons.Find(name)
		if err != nil {
			return nil, noLesson(err)
		}
		add(l)
	}
	for _, l := range chosen {
		if breaks != "" && l.Break(breaks) == nil {
			return nil, noBreak(l, breaks)
		}
	}
	return chosen, nil
}

func noLesson(err error) error {
	var unknown *lessons.UnknownError
	hint := "tlsteach list names the lessons"
	if errors.As(err, &unknown) && len(unknown.Nearest) > 0 {
		hint = "did you mean: " + strings.Join(unknown.Nearest, ", ")
	}
	return &usageError{err.Error(), hint}
}

func noBreak(l *anatomy.Lesson, name string) error {
	var names []string
	for _, b := range l.Breaks {
		names = append(names, b.Name)
	}
	hint := "this lesson has no breaks"
	if len(names) > 0 {
		hint = "it has: " + strings.Join(names, ", ")
	}
	return &usageError{fmt.Sprintf("lesson %d, %s, has no break %q", l.Number, l.Slug, name), hint}
}

// A seedValue is the flag --seed: a number, or absent.
type seedValue struct{ value *uint64 }

var _ pflag.Value = (*seedValue)(nil)

func (s *seedValue) String() string {
	if s.value == nil {
		return ""
	}
	return strconv.FormatUint(*s.value, 10)
}

func (s *seedValue) Set(v string) error {
	n, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		return errors.New("a seed is a whole number from 0 to 18446744073709551615")
	}
	s.value = &n
	return nil
}

func (s *seedValue) Type() string { return "number" }
