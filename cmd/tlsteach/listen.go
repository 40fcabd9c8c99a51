package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/listen"
	"github.com/tlsteach/tlsteach/lessons/live"
)

// listenFlags are the flags of listen.
type listenFlags struct {
	output
	wire       wireFiles
	address    string
	addressSet bool
	names      []string
	answer     answerFlags
	faults     []*faultFlag
	caFile     string
	once       bool
	count      int
	most       int
	timeout    time.Duration
	quiet      bool
}

func (a *app) listenCommand() *cobra.Command {
	var f listenFlags
	cmd := &cobra.Command{
		Use:   "listen",
		Short: "Wait for clients (browser, curl, an app) and explain what they send",
		Long: `Listen is a server of HTTPS on this machine. It explains the hello of each
client that connects, here and, in a browser, as a page: what the client offers
and what that tells of it, its fingerprints JA4 and JA3, and which client before
it was like it.

Its certificate is made for this run by a throwaway authority; what it prints
first says how a client can be made to trust it. The hello comes before the
certificate: a client that trusts nothing is explained, too.

With one of the flags that name a fault its certificate is bad on purpose, to
test a client: it should refuse, and the status is 1 where one accepts it.

It ends with Ctrl-C, or after --count connections, or one with --once.`,
		Example: `  tlsteach listen
  tlsteach listen --ca-file ca.pem
  tlsteach listen --once --expired
  tlsteach listen --version 1.2 --key rsa --client-auth
  tlsteach listen --count 3 --format html -o clients.html --pcap clients.pcapng`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.addressSet = cmd.Flags().Changed("listen")
			return a.listen(cmd.Context(), &f)
		},
	}
	f.output.flags(cmd)
	f.flags(cmd.Flags())
	f.answer.flags(cmd)
	f.wire.flags(cmd.Flags())
	return cmd
}

// defaultAddress is where listen listens; where the port is taken, at another.
const defaultAddress = "127.0.0.1:8443"

func (f *listenFlags) flags(set *pflag.FlagSet) {
	set.StringVar(&f.address, "listen", defaultAddress, "the `address` for clients: HOST:PORT, or a port of the loopback interface; 0 is one that is free, as where the default is taken")
	set.StringSliceVar(&f.names, "name", nil, "the `names` that the certificate is for, host names or IP addresses (default: localhost,127.0.0.1,::1)")
	set.StringVar(&f.caFile, "ca-file", "", "write the certificate of the throwaway authority to this `file`, for clients to trust; never its key")
	set.BoolVar(&f.once, "once", false, "end after one connection")
	set.IntVar(&f.count, "count", 0, "end after this `number` of connections")
	set.IntVar(&f.most, "max-connections", 100, "take at most this `number` of connections at once; others wait")
	set.DurationVar(&f.timeout, "timeout", 10*time.Second, "how long a handshake, a request or an answer may take; a connection six times as long")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "no remarks and no messages as they cross on standard error")
	for _, fault := range faults {
		own := fault
		f.faults = append(f.faults, &own)
		set.BoolVar(&own.set, own.flag, false, "bad on purpose: "+own.says)
	}
}

// A faultFlag makes the certificate bad.
type faultFlag struct {
	flag  string
	fault lab.Fault
	says  string
	set   bool
}

var faults = []faultFlag{
	{"expired", lab.Expired, "a certificate that " + sinceIt(lab.Expired), false},
	{"not-yet-valid", lab.NotYet, "a certificate that " + sinceIt(lab.NotYet), false},
	{"wrong-host", lab.WrongName, "a certificate that " + sinceIt(lab.WrongName), false},
	{"unknown-ca", lab.UnknownCA, "a chain to a root that nobody knows", false},
	{"self-signed", lab.SelfSigned, "a certificate that " + sinceIt(lab.SelfSigned), false},
	{"missing-intermediate", lab.NoIssuer, "the certificate without the intermediate that signed it", false},
	{"issuer-no-ca", lab.NoCA, "a certificate whose issuer is no authority", false},
	{"wrong-usage", lab.WrongUsage, "a certificate that " + sinceIt(lab.WrongUsage), false},
	{"name-constrained", lab.OutOfBounds, "a certificate whose issuer may sign for school.example only", false},
	{"tampered", lab.Tampered, "a certificate that was changed after it was signed", false},
}

// sinceIt is what is wrong with a certificate, without its first word.
func sinceIt(f lab.Fault) string { return listen.What(f)[len("it "):] }

// usage checks the flags that go together.
func (f *listenFlags) usage() error {
	switch {
	case f.count < 0:
		return &usageError{fmt.Sprintf("--count is a number of connections, not %d", f.count), ""}
	case f.once && f.count > 1:
		return &usageError{"--once and --count do not go together", ""}
	case f.most < 1:
		return &usageError{fmt.Sprintf("--max-connections is 1 or more, not %d", f.most), ""}
	case f.timeout <= 0:
		return &usageError{fmt.Sprintf("--timeout is longer than %s", f.timeout), "--timeout 30s"}
	}
	if f.once {
		f.count = 1
	}
	return f.resolve()
}

// fault is the one that was asked for.
func (f *listenFlags) fault() (lab.Fault, error) {
	found, flag := lab.Good, ""
	for _, own := range f.faults {
		switch {
		case !own.set:
		case flag != "":
			return "", &usageError{fmt.Sprintf("--%s and --%s: one fault a certificate, or nobody knows which one was refused", flag, own.flag), ""}
		default:
			found, flag = own.fault, own.flag
		}
	}
	return found, nil
}

func (a *app) listen(ctx context.Context, f *listenFlags) error {
	server, err := a.listenServer(ctx, f)
	if err != nil {
		return err
	}
	if err := f.wire.apart([]named{{"--output", f.file}, {"--ca-file", f.caFile}}); err != nil {
		return err
	}
	l, err := f.bind()
	if err != nil {
		return err
	}
	defer l.Close()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	out, err := f.live(a, f.quiet, stop)
	if err != nil {
		return err
	}
	wire, err := f.wire.stream(ctx, a)
	if err != nil {
		out.drop()
		return err
	}
	if err := writeCA(f.caFile, server.Root); err != nil {
		out.drop()
		return a.both(err, wire.close())
	}
	t := &listenTeller{out: out}
	server.Ended, server.Wire = t.ended, wire.wire()
	a.warnOpen("--listen", l, "whoever connects is answered, and told")
	if !f.quiet {
		server.Watcher = live.NewWatcher(a.err, f.textOptions(a.err))
		a.welcome(f, server, l)
	}
	err = server.Serve(ctx, l)
	if err == nil {
		err = t.verdict(wire.err != nil)
	}
	return a.both(a.both(out.result(err), out.close()), wire.close())
}

// bind listens where it should; where the default is taken, at a port that is free.
func (f *listenFlags) bind() (net.Listener, error) {
	l, err := listenOn("--listen", f.address)
	if err != nil && !f.addressSet && errors.Is(err, errTaken) {
		return listenOn("--listen", "0")
	}
	return l, err
}
