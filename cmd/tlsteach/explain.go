package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tlsteach/tlsteach/capture/paste"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/jsonl"
	"github.com/tlsteach/tlsteach/handshake/pasted"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

var explainFormats = []string{"text", "jsonl"}

// explainFlags are the flags of explain.
type explainFlags struct {
	output
	explain  bool
	quiet    bool
	messages []string
}

func (a *app) explainCommand() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain [FILE|HEX…]",
		Short: "Explain TLS bytes that you paste",
		Long: `Explain names every byte of what it is given: TLS records, handshake messages
without records, or certificates. It takes a file that exists, else its
arguments as hexadecimal digits, else what comes on standard input.

Known are raw bytes; hexadecimal digits with spaces, colons, commas or 0x; the
dumps of xxd, hexdump, od, tcpdump, Wireshark, openssl -msg and -debug; byte
strings and arrays of code; base64, PEM and DER.`,
		Example: `  tlsteach explain 15 03 03 00 02 02 28
  tlsteach explain hello.bin --explain
  openssl s_client -connect example.com:443 -msg </dev/null | tlsteach explain
  tlsteach explain server.pem --format jsonl | jq .fields`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return a.explain(cmd.Context(), args, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.format, "format", "", "the `form`: text or jsonl (default: by the ending of the file, else text)")
	fl.StringVarP(&f.file, "output", "o", "", "write to this `file` instead of standard output")
	fl.StringVar(&f.color, "color", "auto", "`when` text has colour: auto, always or never (NO_COLOR is honoured)")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "text: show every field, and the records, too")
	fl.BoolVar(&f.explain, "explain", false, "say of each field what it means and where it is specified")
	fl.StringSliceVar(&f.messages, "message", nil, "only messages of this `name`, such as ClientHello; may be given again")
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "do not say how the input was understood")
	fixed(cmd, "format", explainFormats...)
	fixed(cmd, "color", "auto", "always", "never")
	return cmd
}

// errDamaged says that not all of the input could be read.
var errDamaged = errors.New("the input is damaged: the output says where")

func (a *app) explain(ctx context.Context, args []string, f *explainFlags) error {
	if err := f.resolve(); err != nil {
		return err
	}
	if len(args) == 1 {
		if err := f.spares(args[0]); err != nil {
			return err
		}
	}
	data, err := a.pasted(ctx, args, f.quiet)
	if err != nil {
		return err
	}
	parts, err := paste.Read(data)
	if err != nil && len(parts) == 0 {
		return unreadable(args, err)
	}
	e := pasted.Decode(parts)
	if !f.quiet && f.format == "jsonl" { // text has them in their place
		for _, note := range e.Notes {
			fmt.Fprintf(a.err, "tlsteach: %s\n", printable(note))
		}
	}
	if werr := a.writeExplained(e, f); werr != nil {
		return werr
	}
	if err != nil { // a part could not be read, and the others were
		return unreadable(args, err)
	}
	if e.Left {
		return &hinted{fmt.Errorf("only the first %d records and messages are explained", pasted.MaxItems), "tlsteach read has no such limit: it reads captures"}
	}
	if e.Damaged() {
		return errDamaged
	}
	return nil
}

// resolve checks the flags and fills in the format.
func (f *explainFlags) resolve() error {
	if f.format == "" {
		f.format = "text"
		if strings.HasSuffix(f.file, ".jsonl") || strings.HasSuffix(f.file, ".json") {
			f.format = "jsonl"
		}
	}
	if !oneOf(f.format, explainFormats) {
		return badFormat(f.format, explainFormats...)
	}
	if colors := []string{"auto", "always", "never"}; !oneOf(f.color, colors) {
		return &usageError{fmt.Sprintf("--color is auto, always or never, not %q", f.color), ""}
	}
	return nil
}

// pasted is the input: a file that exists, else the arguments as digits, else
// standard input.
func (a *app) pasted(ctx context.Context, args []string, quiet bool) ([]byte, error) {
	if len(args) == 0 || len(args) == 1 && args[0] == "-" {
		if terminal(a.in) != nil && !quiet {
			fmt.Fprintln(a.err, "tlsteach: waiting for bytes: paste them, then press Enter and Ctrl-D")
		}
		return io.ReadAll(io.LimitReader(&interruptible{ctx, a.in}, paste.MaxInput+1))
	}
	if len(args) > 1 {
		return []byte(strings.Join(args, " ")), nil
	}
	file, err := open(ctx, args[0])
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, &hinted{fmt.Errorf("cannot read %s: permission denied", args[0]), "give a file that you may read"}
	case errors.As(err, &path): // no file: digits
		return []byte(args[0]), nil
	case err != nil:
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, &hinted{fmt.Errorf("%s is a folder", args[0]), "name a file in it"}
	}
	return io.ReadAll(io.LimitReader(&interruptible{ctx, file}, paste.MaxInput+1))
}

// unreadable tells what is wrong with the input, and with a file's name where an
// argument looks like one.
func unreadable(args []string, err error) error {
	if len(args) == 1 && args[0] != "-" {
		if _, missing := os.Stat(args[0]); missing != nil && strings.ContainsAny(args[0], "./\\~") {
			return &hinted{fmt.Errorf("there is no file %s, and it is no hexadecimal either", args[0]), "tlsteach explain < FILE reads what you paste, too"}
		}
	}
	var e *paste.Error
	if errors.As(err, &e) {
		return &hinted{e, e.Hint}
	}
	return err
}

// writeExplained prints what was asked for.
func (a *app) writeExplained(e *pasted.Pasted, f *explainFlags) error {
	shown := only(e, f.messages)
	if len(shown) == 0 && len(f.messages) > 0 {
		a.complain("there is no message "+strings.Join(f.messages, " or ")+" in it", namesIn(e))
	}
	w, keep, drop, err := f.to(a.out)
	if err != nil {
		return err
	}
	if f.format == "jsonl" {
		err = writeLines(w, shown, connectionOf(e, f.messages), jsonl.Options{Explain: f.explain})
	} else {
		t := f.textOptions(w)
		t.Verbose = f.explain
		doc := &transcript.Document{Command: "explain", Blocks: explainedBlocks(e, shown, f)}
		err = transcript.Terminal(f.colored(w, t), []*transcript.Document{doc}, t)
	}
	if err != nil {
		drop()
		return err
	}
	return keep()
}

// writeLines writes one line of JSON an item, and one for the connection where
// there is one.
func writeLines(w io.Writer, items []*handshake.Item, sum *jsonl.Summary, o jsonl.Options) error {
	out := bufio.NewWriter(w)
	c := &jsonl.Connection{Number: 1}
	var line []byte
	for _, it := range items {
		line = jsonl.AppendItem(line[:0], c, it, o)
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	if sum != nil {
		if _, err := out.Write(jsonl.AppendConnection(line[:0], c, sum)); err != nil {
			return err
		}
	}
	return out.Flush()
}
