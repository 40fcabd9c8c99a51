package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/tlsteach/tlsteach/handshake/verdict/stores"
	"github.com/tlsteach/tlsteach/lessons/inspect"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// inspectFlags are the flags of inspect.
type inspectFlags struct {
	output
	wire     wireFiles
	offer    offerFlags
	name     string
	insecure bool
	roots    string
	ca       string
	pem      bool
	resume   bool
	starttls string
	get      string
	timeout  time.Duration
	quiet    bool
}

func (a *app) inspectCommand() *cobra.Command {
	var f inspectFlags
	cmd := &cobra.Command{
		Use:   "inspect HOST[:PORT]",
		Short: "Connect to a server and explain the connection and its certificates",
		Long: `Inspect connects to a server as a client does and keeps every byte: what was
offered and chosen, the messages, decrypted, the server's certificates, and the
checks of a client one by one, each with the bytes that it rests on. Where the
connection fails it says what was offered, what came back, what that means and
what to try.

The checks trust the system's roots where it has some, else Mozilla's, which
are built in; --roots and --ca choose others. A server that does not pass is
refused, with an alert, as by any client, and the status is 1.

It connects through a proxy where HTTPS_PROXY or ALL_PROXY names one.`,
		Example: `  tlsteach inspect example.com
  tlsteach inspect example.com --pem > chain.pem
  tlsteach inspect example.com --version 1.2 --get /
  tlsteach inspect example.com --resume
  tlsteach inspect mail.example.com:25 --starttls smtp
  tlsteach inspect localhost:8443 --ca ca.pem --pcap visit.pcapng`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{fmt.Sprintf("inspect takes one server, and %d were given", len(args)), "tlsteach inspect example.com; tlsteach inspect 127.0.0.1:8443"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.inspect(cmd.Context(), args[0], &f) },
	}
	f.output.flags(cmd)
	f.flags(cmd.Flags())
	f.offer.flags(cmd)
	f.wire.flags(cmd.Flags())
	fixed(cmd, "roots", "system", "mozilla")
	fixed(cmd, "starttls", startTLSNames()...)
	return cmd
}

func (f *inspectFlags) flags(set *pflag.FlagSet) {
	set.StringVar(&f.name, "server-name", "", "the `name` to ask for, and to hold the certificate against (default: HOST)")
	set.BoolVar(&f.insecure, "insecure", false, "go on whatever the checks say: whoever stands between can then answer in the server's place")
	set.StringVar(&f.roots, "roots", "", "whose roots to trust: `system` or mozilla (default: the system's where it has some)")
	set.StringVar(&f.ca, "ca", "", "trust the certificates of this `file` instead, PEM or DER")
	set.BoolVar(&f.pem, "pem", false, "write the server's certificates in PEM, and nothing else")
	set.BoolVar(&f.resume, "resume", false, "connect a second time and go on with the session of the first; compare the two")
	set.StringVar(&f.starttls, "starttls", "", "begin in this `protocol` and ask for TLS: "+commas(startTLSNames()))
	set.StringVar(&f.get, "get", "", "ask for this `path` by HTTP, and show the request and the answer, decrypted")
	set.DurationVar(&f.timeout, "timeout", 10*time.Second, "how long a connection may take in all")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "no remarks and no messages as they cross on standard error")
}

func (a *app) inspect(ctx context.Context, where string, f *inspectFlags) error {
	visit, err := f.visit(where)
	if err != nil {
		return err
	}
	save, err := f.wire.openLive(named{"--output", f.file})
	if err != nil {
		return err
	}
	if f.insecure && !f.quiet {
		a.complain("--insecure: the certificate decides nothing: whoever stands between can answer in the server's place, and read and change everything", "")
	}
	if terminal(a.err) != nil && !f.quiet {
		visit.Watch = live.NewWatcher(a.err, f.textOptions(a.err))
	}
	var seen []*live.Seen
	rounds := 1
	if f.resume {
		rounds = 2
	}
	for n := 1; n <= rounds && err == nil; n++ {
		var c live.Connection
		if c, err = visit.Go(ctx, n); err != nil {
			break
		}
		c.Verbose = f.verbose
		c.Advice = advice(c.Err)
		seen = append(seen, live.Read(c))
		save.add(c.Recording, c.KeyLog)
		err = ctx.Err()
		if seen[n-1].Failure != nil {
			break
		}
	}
	err = failed(visit, seen, err)
	return a.both(a.both(err, a.tellSeen(f, seen)), save.close(len(seen) > 0))
}

// tellSeen prints what was seen, also of a visit that was interrupted.
func (a *app) tellSeen(f *inspectFlags, seen []*live.Seen) error {
	if len(seen) == 0 {
		return nil
	}
	w, keep, drop, err := f.to(a.out)
	if err != nil {
		return err
	}
	if err := f.printSeen(w, seen); err != nil {
		drop()
		return err
	}
	return keep()
}

func (f *inspectFlags) printSeen(w io.Writer, seen []*live.Seen) error {
	if f.pem {
		return seen[0].PEM(w)
	}
	var docs []*transcript.Document
	for _, s := range seen {
		docs = append(docs, s.Tell())
	}
	if len(seen) == 2 {
		docs[1].Blocks = append(docs[1].Blocks, live.Compare(seen[0], seen[1])...)
	}
	t := f.textOptions(w)
	return f.print(f.colored(w, t), t, docs)
}

// failed is the error of a visit; the transcript says more.
func failed(visit *inspect.Visit, seen []*live.Seen, err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return unvisited(visit, err)
	}
	last := seen[len(seen)-1]
	if last.Failure == nil {
		return nil
	}
	if last.Advice != "" {
		return &hinted{last.Err, last.Advice}
	}
	return &hinted{errors.New(remark(last.Failure.What)), remark(last.Failure.Hint())}
}

// advice is what to try against an error on either side of the handshake; empty: the
// transcript knows better.
func advice(err error) string {
	var before *inspect.BeforeError
	var request *inspect.RequestError
	switch {
	case errors.As(err, &before):
		return askingHint(before)
	case errors.As(err, &request):
		return request.Hint
	}
	return ""
}

// remark is a sentence of the transcript as one of standard error.
func remark(sentence string) string {
	if len(sentence) > 1 && sentence[1] >= 'a' && sentence[1] <= 'z' {
		sentence = strings.ToLower(sentence[:1]) + sentence[1:]
	}
	return strings.TrimSuffix(sentence, ".")
}

// store is the roots to trust.
func (f *inspectFlags) store() (stores.Store, error) {
	switch {
	case f.ca != "" && f.roots != "":
		return stores.Store{}, &usageError{"--ca and --roots both say what to trust: give one", ""}
	case f.ca != "":
		s, err := stores.File(f.ca)
		if err != nil {
			return s, &hinted{fmt.Errorf("--ca: %w", err), "a file of certificates, in PEM or one in DER"}
		}
		return s, nil
	case f.roots == "mozilla":
		return stores.Mozilla()
	}
	s, err := stores.System()
	switch {
	case err == nil:
		return s, nil
	case f.roots == "system":
		return s, &hinted{err, "--roots mozilla trusts those that are built in"}
	}
	return stores.Mozilla()
}
