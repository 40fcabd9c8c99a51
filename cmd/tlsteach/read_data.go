package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/report"
)

// dataOf checks the flags that go with --data, and says whose data is wanted.
func (f *readFlags) dataOf() (number int, side capture.Side, err error) {
	side = map[string]capture.Side{"client": capture.Client, "server": capture.Server}[f.data]
	number, one := f.connections.one()
	switch {
	case side == 0:
		return 0, 0, &usageError{fmt.Sprintf("--data is client or server, not %q", f.data), ""}
	case !one:
		return 0, 0, &usageError{"--data needs the number of one connection", "--connection 1 --data " + f.data + "; tlsteach read -q lists them"}
	case len(f.messages) > 0 || f.formatSet || f.explain || f.verbose || f.secrets:
		return 0, 0, &usageError{"--data writes bytes, and nothing about them: it has no --format, --message, --explain, --secrets and -v", ""}
	}
	return number, side, nil
}

// readData writes the decrypted bytes of one side of one connection.
func (a *app) readData(ctx context.Context, file string, f *readFlags) error {
	number, side, err := f.dataOf()
	if err != nil {
		return err
	}
	f.secret = true
	var data *report.Data
	got, err := a.pass(ctx, file, f, func(w io.Writer, _ *source, _ *progress) reporter {
		data = report.NewData(w, number, side)
		return data
	}, func(got *passed) bool {
		return data.Bytes > 0 || got.err == nil && data.Found && data.Report.Sides[side].Closed == 0
	})
	if err != nil {
		return err
	}
	if got.err != nil || !data.Found {
		return f.verdict(a, got)
	}
	return f.dataVerdict(a, got.name, number, side, data)
}

// toReport opens what is written to. Application data may do anything to a
// terminal, however that is named.
func (f *readFlags) toReport(standard io.Writer) (w io.Writer, keep func() error, drop func(), err error) {
	if w, keep, drop, err = f.to(standard); err != nil {
		return nil, nil, nil, err
	}
	if f.data != "" && terminal(w) != nil {
		drop()
		return nil, nil, nil, &usageError{"--data writes bytes, which may do anything to a terminal", "name a file with -o, or put a pipe behind: | less"}
	}
	return w, keep, drop, nil
}

// dataVerdict turns what was found into the end of the program.
func (f *readFlags) dataVerdict(a *app, file string, number int, side capture.Side, d *report.Data) error {
	o := &d.Report.Sides[side]
	switch {
	case d.Damaged:
		return fmt.Errorf("%s: what the %s sent is damaged or could not be opened in places; what could be was written", file, f.data)
	case o.Closed > 0:
		return &hinted{fmt.Errorf("%s: %d of %d records that the %s of connection %d sent stay closed: missing is %s",
			file, o.Closed, o.Opened+o.Closed, f.data, number, strings.Join(o.Missing, "; ")), keyHint(o.Missing)}
	case d.Bytes == 0 && !f.quiet:
		a.complain(fmt.Sprintf("%s: the %s of connection %d sent no application data", file, f.data, number), "")
	}
	return nil
}

// keyHint says how to get at what is missing.
func keyHint(missing []string) string {
	for _, m := range missing {
		if strings.Contains(m, "RSA key") {
			return "--keylog FILE gives the secrets, --key FILE the server's RSA key"
		}
	}
	return "--keylog FILE gives the secrets; SSLKEYLOGFILE=FILE makes browsers, curl and others write them"
}
