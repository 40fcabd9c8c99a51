package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
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

What crossed encrypted is decrypted where its secrets are known: those of a key
log (--keylog), which browsers, curl and others write while they connect where
SSLKEYLOGFILE names a file; those that the capture itself holds (a pcapng may);
or those that a private key opens (--key). A server's RSA key opens only
connections whose suite is TLS_RSA_..., up to TLS 1.2; all others agree on keys
that the server's key does not give.

--secrets shows how each key comes about. --data writes what one side's
application sent, and nothing else. With any of these four, the file of --output
can be read by its owner alone.`,
		Example: `  tlsteach read web.pcapng
  tlsteach read web.pcapng --connection 3 -v
  tlsteach read web.pcapng --message ClientHello --format jsonl
  SSLKEYLOGFILE=keys.log curl https://example.com
  tlsteach read web.pcapng --keylog keys.log
  tlsteach read old.pcap --key server.pem
  tlsteach read web.pcapng --keylog keys.log --connection 1 --secrets
  tlsteach read web.pcapng --keylog keys.log --connection 1 --data server -o a
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
	set.StringSliceVar(&f.messages, "message", nil, "only messages of this `name`, such as ClientHello, or of this kind, such as record or, with --secrets, secret; may be given again")
	set.BoolVarP(&f.verbose, "verbose", "v", false, "text: every field of every message, and the fingerprints JA4, JA3 and JA3S")
	set.BoolVar(&f.explain, "explain", false, "say of each field what it means and where it is specified")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "text: only the headline of each connection; no progress and no remarks on standard error")
	set.BoolVar(&f.secrets, "secrets", false, "show how each secret, key and Finished comes about, with a command of openssl and xxd that computes the same where there is one: whoever sees it can decrypt")
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
	if f.secrets && f.quiet && f.format == "text" {
		return &usageError{"--secrets shows, and --quiet does not: give one of them", ""}
	}
	if f.format != "text" && f.format != "jsonl" {
		return &usageError{fmt.Sprintf("--format is text or jsonl, not %q", f.format), ""}
	}
	if !oneOf(f.color, []string{"auto", "always", "never"}) {
		return &usageError{fmt.Sprintf("--color is auto, always or never, not %q", f.color), ""}
	}
	return nil
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
	f.secret = f.secrets || f.keyFlags.given()
	got, err := a.pass(ctx, file, f, func(w io.Writer, from *source, bar *progress) reporter {
		return f.reporter(w, bar, from.argument)
	}, func(*passed) bool { return true }) // what came before an interrupt or damage is kept, too
	if err != nil {
		return err
	}
	if !f.quiet {
		f.unopened(a, got.keys, got.sum)
		if f.secrets && got.keys.Empty() {
			a.complain("--secrets has nothing to show: no secrets are known", "--keylog FILE or --key FILE gives some")
		}
	}
	return f.verdict(a, got)
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
