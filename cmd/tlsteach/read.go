package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tlsteach/tlsteach/capture/packets"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/lessons/report"
)

// readFlags are the flags of read.
type readFlags struct {
	output
	connections rangesValue
	messages    []string
	explain     bool
	quiet       bool
	data        string
	secrets     bool
	formatSet   bool
	keyFlags
}

func (a *app) readCommand() *cobra.Command {
	var f readFlags
	cmd := &cobra.Command{
		Use:   "read CAPTURE",
		Short: "Explain every TLS connection of a capture, pcap or pcapng",
		Long: `Read finds the TLS connections of a capture file, on any port and behind
STARTTLS or a proxy, and tells each as it ends: what was agreed and how it went,
the messages in the order of the wire, and what matters of each. A CAPTURE is
pcap or pcapng, gzip or not; "-" reads standard input as it comes.

Of many connections the first are told in full and the others shortened.
--connection, --message and -v tell what they name in full.

What crossed encrypted is decrypted with the secrets that the capture holds
(a pcapng's Decryption Secrets Block), that --keylog or --key give. --data
writes what one side's application sent, and nothing else.`,
		Example: `  tlsteach read web.pcapng
  tlsteach read web.pcapng --connection 3 -v
  tlsteach read web.pcapng --message ClientHello --format jsonl
  tlsteach read web.pcapng --keylog keys.log
  tlsteach read web.pcapng --keylog keys.log --connection 1 --data server -o page.html
  tcpdump -i eth0 -U -w - tcp | tlsteach read -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				hint := `"-" reads standard input; mergecap puts captures together`
				if len(args) == 0 {
					hint = "tlsteach read web.pcapng; tcpdump -w, tshark -w and Wireshark write captures"
				}
				return &usageError{fmt.Sprintf("read takes one capture, and %d were given", len(args)), hint}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			f.formatSet = cmd.Flags().Changed("format")
			return a.read(cmd.Context(), args[0], &f)
		},
	}
	f.flags(cmd)
	f.keyFlags.flags(cmd.Flags())
	return cmd
}

func (f *readFlags) flags(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringVar(&f.format, "format", "", "the `form`: text or jsonl, a JSON object a line (default: by the ending of the file, else text)")
	set.StringVarP(&f.file, "output", "o", "", "write to this `file` instead of standard output")
	set.StringVar(&f.color, "color", "auto", "`when` text has colour: auto, always or never (NO_COLOR is honoured)")
	set.Var(&f.connections, "connection", "only these connections: numbers as in 3 or 1,4-6")
	set.StringSliceVar(&f.messages, "message", nil, "only messages of this `name`, such as ClientHello; may be given again")
	set.BoolVarP(&f.verbose, "verbose", "v", false, "text: every field of every message, and the fingerprints JA4, JA3 and JA3S")
	set.BoolVar(&f.explain, "explain", false, "say of each field what it means and where it is specified")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "text: only the headline of each connection; no progress and no remarks on standard error")
	set.BoolVar(&f.secrets, "secrets", false, "show how each secret, key and Finished comes about, with the openssl command that computes the same: whoever sees it can decrypt")
	set.StringVar(&f.data, "data", "", "write the decrypted bytes that this `side` sent, client or server, of the one --connection, and nothing else")
	fixed(cmd, "format", "text", "jsonl")
	fixed(cmd, "color", "auto", "always", "never")
	fixed(cmd, "data", "client", "server")
}

// resolve checks the flags and fills in the format.
func (f *readFlags) resolve() error {
	if f.format == "" {
		f.format = "text"
		switch strings.ToLower(filepath.Ext(f.file)) {
		case ".json", ".jsonl", ".ndjson":
			f.format = "jsonl"
		}
	}
	if f.format != "text" && f.format != "jsonl" {
		return &usageError{fmt.Sprintf("--format is text or jsonl, not %q", f.format), ""}
	}
	if !oneOf(f.color, []string{"auto", "always", "never"}) {
		return &usageError{fmt.Sprintf("--color is auto, always or never, not %q", f.color), ""}
	}
	return nil
}

// A reporter writes while a capture is read.
type reporter interface {
	follow.Visitor
	follow.Pauser
	Err() error // of the writer so far
	Close(follow.Summary) error
}

// reporter makes what writes to w; bar knows of a line below it.
func (f *readFlags) reporter(w io.Writer, bar *progress, file string) reporter {
	choice := report.Choice{Connections: f.connections, Messages: f.messages}
	if f.format == "jsonl" {
		return report.NewLines(bar.around(w), choice, f.explain, f.secrets)
	}
	t := f.textOptions(w)
	return report.NewText(f.colored(bar.around(w), t), report.Options{TextOptions: t, Choice: choice, Fields: f.verbose, Explain: f.explain, Brief: f.quiet, Keys: f.keyFlags.given(), Derive: f.secrets, File: file})
}

func (a *app) read(ctx context.Context, file string, f *readFlags) error {
	if err := f.resolve(); err != nil {
		return err
	}
	if err := f.sparesAll(file); err != nil {
		return err
	}
	if f.data != "" {
		return a.readData(ctx, file, f)
	}
	keys, err := f.keyFlags.load(ctx)
	if err != nil {
		return err
	}
	from, err := a.capture(ctx, file)
	if err != nil {
		return err
	}
	defer from.close()
	if err := from.lateSecrets(ctx, keys); err != nil {
		return err
	}
	f.secret = f.secrets
	w, keep, drop, err := f.to(a.out)
	if err != nil {
		return err
	}
	bar := a.progress(from, f.quiet)
	sum, err, written := a.follow(ctx, from, f.reporter(w, bar, from.argument), bar, follow.Options{Keys: keys})
	f.remarks(a, keys)
	if refused(err) {
		drop()
		return refusal(from.name, err)
	}
	if written != nil {
		drop()
		return written
	}
	// An interrupted or damaged capture has what came before: the file of --output stays.
	if kept := keep(); kept != nil {
		return kept
	}
	f.unopened(a, keys, sum)
	return f.verdict(a, from.name, sum, err)
}

// sparesAll refuses to write over what is read.
func (f *readFlags) sparesAll(file string) error {
	for _, input := range append(append([]string{file}, f.logs...), f.keys...) {
		if err := f.spares(input); err != nil {
			return err
		}
	}
	return nil
}

// unopened says that the keys that were given opened nothing.
func (f *readFlags) unopened(a *app, keys *handshake.Keys, sum follow.Summary) {
	if !f.quiet && f.keyFlags.given() && sum.Connections > 0 && sum.Opened == 0 {
		a.complain("the keys that were given open none of the "+strconv.Itoa(sum.Connections)+" TLS connections: they are those of others", "")
	}
}

// follow reads a capture and reports it, also where it ends in an error. The
// second error is that of writing.
func (a *app) follow(ctx context.Context, from *source, rep reporter, bar *progress, o follow.Options) (sum follow.Summary, err, written error) {
	// Little is alive at any time, and much is read: collect less often, and never
	// let the heap grow beyond what docs/reference.md promises.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(heapLimit))
	defer bar.stop()
	sum, err = follow.Read(ctx, from, rep, o)
	bar.stop()
	if written = rep.Err(); written != nil {
		return sum, nil, written
	}
	if !refused(err) {
		written = rep.Close(sum)
	}
	return sum, err, written
}

// heapLimit is what Go's memory may take, in bytes, before it is collected more
// often.
const heapLimit = 40 << 20

// verdict turns what was read into the end of the program.
func (f *readFlags) verdict(a *app, file string, sum follow.Summary, err error) error {
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		err = fmt.Errorf("%s: %w", file, err)
		var damage *packets.DamageError
		switch {
		case !errors.As(err, &damage):
			return err
		case damage.Reason == "":
			return &hinted{err, "what came before was read; a capture that is still being written ends in this way"}
		}
		return &hinted{err, "what came before was read"}
	}
	if rest := report.Elsewhere(sum); rest != "" && f.format == "jsonl" && !f.quiet {
		a.complain(rest, "")
	}
	if n := f.connections.highest(); n > sum.Connections {
		return &usageError{fmt.Sprintf("there is no connection %d: the capture has %d of TLS", n, sum.Connections), "tlsteach read -q " + file + " lists them"}
	}
	if sum.Damaged > 0 {
		are := fmt.Sprintf("%d of %d connections are", sum.Damaged, sum.Connections)
		switch {
		case sum.Connections == 1:
			are = "the connection is"
		case sum.Damaged == 1:
			are = fmt.Sprintf("1 of %d connections is", sum.Connections)
		}
		return fmt.Errorf("%s: %s damaged; what could be read was written", file, are)
	}
	return nil
}

// refused says whether a file is none that is read at all.
func refused(err error) bool {
	var compressed *packets.CompressedError
	return errors.Is(err, packets.ErrNotCapture) || errors.As(err, &compressed)
}

func refusal(file string, err error) error {
	hint := "a capture is what tcpdump -w, tshark -w or Wireshark write; tlsteach explain reads bare bytes and hex"
	if !errors.Is(err, packets.ErrNotCapture) {
		hint = "decompress it into a pipe: … | tlsteach read -"
	}
	return &hinted{fmt.Errorf("%s: %w", file, err), hint}
}

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
