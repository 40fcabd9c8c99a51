package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/capture/relay"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/tamper"
	"github.com/tlsteach/tlsteach/lessons/tap"
)

// tapFlags are the flags of tap.
type tapFlags struct {
	output
	wireFiles
	listen  string
	connect string
	edit    string
	most    int
	count   int
	limit   sizeValue
	total   sizeValue
	idle    time.Duration
	timeout time.Duration
	quiet   bool
}

func (a *app) tapCommand() *cobra.Command {
	f := tapFlags{limit: relay.DefaultLimit, total: relay.DefaultTotal}
	cmd := &cobra.Command{
		Use:   "tap --connect HOST:PORT",
		Short: "Relay clients to a server and explain what passes",
		Long: `Tap stands between clients and a server: it relays what they send byte for
byte, records it, and explains each connection when it is over. A line a message
goes to standard error while it passes. Ctrl-C ends it; what was recorded is
told.

It has no keys. With --keylog it opens what passes by the secrets that one side
logs: browsers, curl and others do where SSLKEYLOGFILE names a file. With --pcap
all that passes is written as packets, with the secrets, at once: Wireshark
reads the file meanwhile, and also when tap was killed.

With --edit it changes one thing on the way, and tells what it did and what the
peers said:
` + tamper.Usage(),
		Example: `  tlsteach tap --listen 8443 --connect example.com:443
  curl --connect-to example.com:443:127.0.0.1:8443 https://example.com/
  tlsteach tap --listen 8443 --connect localhost --keylog k.log --pcap t.pcapng
  SSLKEYLOGFILE=k.log curl -k https://localhost:8443/
  tlsteach tap --listen 8443 --connect localhost --edit flip-finished --count 1`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &usageError{fmt.Sprintf("tap takes no argument, and %q was given", args[0]), "the server goes to --connect"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return a.tap(cmd.Context(), &f) },
	}
	f.output.flags(cmd)
	f.flags(cmd.Flags())
	var edits []string
	for _, e := range tamper.Edits() {
		edits = append(edits, e.Name)
	}
	fixed(cmd, "edit", edits...)
	return cmd
}

func (f *tapFlags) flags(set *pflag.FlagSet) {
	set.StringVar(&f.connect, "connect", "", "the `server` to relay to: HOST:PORT, or HOST for port 443")
	set.StringVar(&f.listen, "listen", "127.0.0.1:0", "the `address` for clients: HOST:PORT, or a port of the loopback interface; 0 is one that is free (default: 0)")
	set.StringVar(&f.keylog, "keylog", "", "open what passes by this `file`, a key log that a client or the server writes meanwhile")
	set.StringVar(&f.pcap, "pcap", "", "write what passes to this pcapng `file` at once, with the secrets that decrypt it inside; only you can read it")
	set.StringVar(&f.edit, "edit", "", "change this one `thing` on the way (the list is above)")
	set.IntVar(&f.count, "count", 0, "end when this `number` of connections is over; without it, at Ctrl-C")
	set.IntVar(&f.most, "max-connections", relay.DefaultMost, "relay at most this `number` of connections at once (default: 1024); a client beyond it waits a second, and is turned away")
	set.Var(&f.limit, "limit", "record at most this much of a connection (default: 1MiB); it goes on unrecorded, and --pcap goes on, too")
	set.Var(&f.total, "total", "record at most this much of all connections at once, beyond 32KiB of each (default: 64MiB)")
	set.DurationVar(&f.idle, "idle", relay.DefaultIdle, "end a connection when nothing has passed for this long (default: 10m); 0: never")
	set.DurationVar(&f.timeout, "timeout", 10*time.Second, "how long it may take to connect to the server (default: 10s)")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "no messages as they pass and no remarks on standard error")
}

// check checks the flags, and returns the server's address and what makes edits.
func (f *tapFlags) check() (server string, edit func() *tamper.Hand, err error) {
	if err := f.resolve(); err != nil {
		return "", nil, err
	}
	f.secret = f.keylog != "" // what was decrypted stands in the file
	if server, err = serverAddress(f.connect); err != nil {
		return "", nil, err
	}
	if f.edit != "" {
		if edit, err = tamper.Find(f.edit); err != nil {
			var unknown *tamper.UnknownError
			if errors.As(err, &unknown) {
				return "", nil, &usageError{err.Error(), unknown.Hint}
			}
			return "", nil, err
		}
	}
	switch {
	case f.most < 1 || f.most > 1<<20:
		return "", nil, &usageError{"--max-connections is a number from 1 to 1048576", ""}
	case f.count < 0:
		return "", nil, &usageError{"--count is a number from 1", ""}
	case f.idle < 0 || f.timeout <= 0:
		return "", nil, &usageError{"--idle and --timeout are times, such as 30s or 5m", ""}
	}
	if f.idle == 0 {
		f.idle = -1
	}
	return server, edit, f.apart([]named{{"--output", f.file}})
}

// serverAddress is the address of --connect.
func serverAddress(asked string) (string, error) {
	const hint = "--connect example.com:443"
	if asked == "" {
		return "", &usageError{"tap needs a server to relay to", hint}
	}
	host, port, err := net.SplitHostPort(asked)
	switch {
	case strings.Count(asked, ":") > 1 && asked[0] != '[': // an address of IPv6 without a port
		host, port, err = asked, "443", nil
	case err != nil:
		host, port, err = net.SplitHostPort(asked + ":443")
	}
	if err != nil || host == "" || port == "" || strings.Contains(asked, "/") {
		return "", &usageError{fmt.Sprintf("--connect takes HOST:PORT, not %q", asked), hint}
	}
	if n, err := net.LookupPort("tcp", port); err != nil || n == 0 {
		return "", &usageError{fmt.Sprintf("--connect takes HOST:PORT, and %q is no port", port), hint}
	}
	name, err := ascii(host)
	if err != nil {
		return "", &usageError{fmt.Sprintf("--connect takes HOST:PORT, and %q is no name of a server", host), hint}
	}
	return net.JoinHostPort(name, port), nil
}

func (a *app) tap(ctx context.Context, f *tapFlags) error {
	server, edit, err := f.check()
	if err != nil {
		return err
	}
	l, err := listenOn("--listen", f.listen)
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
	packets, shut, err := f.packets(ctx, a)
	if err != nil {
		out.drop()
		return err
	}
	watch := &tapRemarks{app: a, f: f, server: server}
	dialer := net.Dialer{Timeout: f.timeout, Control: relay.Avoid(l.Addr())}
	o := tap.Options{
		Relay: relay.Options{
			Dial:  func(ctx context.Context) (net.Conn, error) { return dialer.DialContext(ctx, "tcp", server) },
			Most:  f.most,
			Limit: int64(f.limit), Total: int64(f.total), Idle: f.idle, Refused: watch.refused,
		},
		Server: server, Packets: packets, Edit: edit, Verbose: f.verbose, Trouble: watch.trouble,
		Tell: func(t *tap.Told) {
			watch.told(t)
			out.tell(document(t, out.next()))
		},
	}
	if f.keylog != "" {
		o.KeyLog = keylog.NewTail(f.keylog)
	}
	if !f.quiet {
		o.Lines = live.NewWatcher(a.err, f.textOptions(a.err))
	}
	watch.begin(l)
	err = tap.Serve(ctx, counted(l, f.count), o)
	watch.end()
	if errors.Is(err, net.ErrClosed) && f.count > 0 {
		err = watch.failed()
	}
	return a.both(a.both(out.result(err), out.close()), shut(packets))
}

// counted is a listener that accepts a number of connections; 0: any.
func counted(l net.Listener, n int) net.Listener {
	if n == 0 {
		return l
	}
	return &countedListener{l, n}
}

type countedListener struct {
	net.Listener
	left int
}

func (l *countedListener) Accept() (net.Conn, error) {
	if l.left == 0 {
		_ = l.Close()
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err == nil {
		l.left--
	}
	return c, err
}
