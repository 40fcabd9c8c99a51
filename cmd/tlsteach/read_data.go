package main

import (
	"context"
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
	"github.com/tlsteach/tlsteach/lessons/report"
)

// dataOf checks the flags that go with --data, and says whose data is wanted.
func (f *readFlags) dataOf(a *app) (number int, side capture.Side, err error) {
	side = map[string]capture.Side{"client": capture.Client, "server": capture.Server}[f.data]
	number, one := f.connections.one()
	switch {
	case side == 0:
		return 0, 0, &usageError{fmt.Sprintf("--data is client or server, not %q", f.data), ""}
	case !one:
		return 0, 0, &usageError{"--data needs the number of one connection", "--connection 1 --data " + f.data + "; tlsteach read -q lists them"}
	case len(f.messages) > 0 || f.formatSet || f.explain || f.verbose || f.secrets:
		return 0, 0, &usageError{"--data writes bytes, and nothing about them: it has no --format, --message, --explain, --secrets and -v", ""}
	case (f.file == "" || f.file == "-") && terminal(a.out) != nil:
		return 0, 0, &usageError{"--data writes bytes, which may do anything to a terminal", "name a file with -o, or put a pipe behind: | less"}
	}
	return number, side, nil
}

// readData writes the decrypted bytes of one side of one connection.
func (a *app) readData(ctx context.Context, file string, f *readFlags) error {
	number, side, err := f.dataOf(a)
	if err != nil {
		return err
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
	w, keep, drop, err := f.to(a.out)
	if err != nil {
		return err
	}
	data := report.NewData(w, number, side)
	sum, err, written := a.follow(ctx, from, data, a.progress(from, f.quiet), follow.Options{Keys: keys})
	f.remarks(a, keys)
	if refused(err) {
		drop()
		return refusal(from.name, err)
	}
	if written != nil {
		drop()
		return written
	}
	if data.Bytes == 0 {
		drop()
	} else if kept := keep(); kept != nil {
		return kept
	}
	return f.dataVerdict(a, from.name, data, sum, err)
}

// dataVerdict turns what was found into the end of the program.
func (f *readFlags) dataVerdict(a *app, file string, d *report.Data, sum follow.Summary, err error) error {
	if err != nil {
		return f.verdict(a, file, sum, err)
	}
	number, _ := f.connections.one()
	switch r := &d.Report; {
	case !d.Found:
		return f.verdict(a, file, sum, nil)
	case d.Damaged:
		return fmt.Errorf("%s: what the %s sent is damaged or could not be opened in places; what could be was written", file, f.data)
	case r.Closed > 0:
		return &hinted{fmt.Errorf("%s: %d of %d records of connection %d stay closed: missing is %s", file, r.Closed, r.Opened+r.Closed, number, r.Missing),
			"--keylog FILE gives the secrets; SSLKEYLOGFILE makes a program write them"}
	case d.Bytes == 0:
		return fmt.Errorf("%s: the %s of connection %d sent no application data", file, f.data, number)
	}
	return nil
}

// remarks says what is wrong with key logs, a line each.
func (f *readFlags) remarks(a *app, keys *handshake.Keys) {
	if f.quiet {
		return
	}
	for _, n := range keys.Log.Notes() {
		a.complain(n.String(), "")
	}
}
