package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"

	"github.com/spf13/pflag"
	"github.com/tlsteach/tlsteach/capture/keylog"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

// keyFlags name what opens the protected records of a capture.
type keyFlags struct {
	logs []string
	keys []string
}

func (f *keyFlags) flags(set *pflag.FlagSet) {
	set.StringArrayVar(&f.logs, "keylog", nil, "decrypt with the secrets of this key log, a `file` as SSLKEYLOGFILE makes browsers and curl write it; may be given again")
	set.StringArrayVar(&f.keys, "key", nil, "decrypt with the private keys of this `file`, in PEM: a server's RSA key, or a key that one side drew for one connection (X25519, P-256, P-384, P-521); may be given again")
}

// given says whether there are any.
func (f *keyFlags) given() bool { return len(f.logs)+len(f.keys) > 0 }

// load reads them all; a says what is wrong with a file that can be read.
func (f *keyFlags) load(ctx context.Context, a *app, quiet bool) (*handshake.Keys, error) {
	keys := new(handshake.Keys)
	for _, name := range f.logs {
		before := keys.Log.Len()
		head := &beginning{}
		if err := withFile(ctx, "--keylog", name, "SSLKEYLOGFILE="+name+" makes browsers, curl and others write one", func(r io.Reader) error {
			return keys.Log.Read(io.TeeReader(r, head), name)
		}); err != nil {
			return nil, err
		}
		if keys.Log.Len() == before && !quiet {
			a.complain(name+" holds no secrets that are used here", head.hint(name))
		}
	}
	for _, name := range f.keys {
		if err := withFile(ctx, "--key", name, "openssl genpkey and servers write private keys as PEM", func(r io.Reader) error {
			return addKeys(keys, name, r)
		}); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// A beginning is the first bytes of a file.
type beginning struct{ b []byte }

func (h *beginning) Write(p []byte) (int, error) {
	if n := 16 - len(h.b); n > 0 {
		h.b = append(h.b, p[:min(n, len(p))]...)
	}
	return len(p), nil
}

// hint says what a file is that is no key log.
func (h *beginning) hint(name string) string {
	switch {
	case bytes.HasPrefix(h.b, []byte("-----BEGIN")):
		return "it is PEM: private keys go to --key"
	case bytes.HasPrefix(h.b, []byte("\x0a\x0d\x0d\x0a")), bytes.HasPrefix(h.b, []byte("\xd4\xc3\xb2\xa1")), bytes.HasPrefix(h.b, []byte("\xa1\xb2\xc3\xd4")):
		return "it is a capture: tlsteach read " + name + " uses the secrets that it holds"
	}
	return ""
}

// withFile opens the file of a flag, or says that there is none.
func withFile(ctx context.Context, flag, name, hint string, read func(io.Reader) error) error {
	switch name {
	case "":
		return &usageError{flag + " needs the name of a file", ""}
	case "-":
		return &usageError{flag + " reads a file, not standard input", "name the file"}
	}
	f, err := open(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return &hinted{fmt.Errorf("there is no file %s", name), hint}
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return &hinted{fmt.Errorf("%s is a folder", name), "name a file in it"}
	}
	return read(&interruptible{ctx, f})
}

// unopened says why the keys that were given opened nothing.
func (f *keyFlags) unopened(a *app, keys *handshake.Keys, sum follow.Summary) {
	if sum.Connections == 0 || sum.Opened > 0 || sum.Unfit > 0 {
		return
	}
	for _, of := range []struct {
		log   *keylog.Log
		where string
	}{{&keys.Log, "the key log"}, {&keys.Captured, "the capture"}} {
		if n := of.log.Len(); n > 0 && sum.Logged == 0 {
			a.complain(fmt.Sprintf("%s holds %s, of other connections than the %d here", of.where, plural(n, "secret", "secrets"), sum.Connections),
				"secrets name connections by their client's random: they must be written while the capture is made")
		}
	}
	switch {
	case len(keys.RSA) > 0 && sum.KeyTransports == 0:
		a.complain("an RSA key opens only connections whose suite is TLS_RSA_..., up to TLS 1.2, and there is none here",
			"the others agree on their keys by (EC)DHE: a key log opens them (--keylog)")
	case len(keys.RSA) > 0:
		a.complain("the RSA key is not that of the server, or the session goes on from one that is not here", "")
	}
	if len(keys.Ephemeral) > 0 {
		a.complain("the (EC)DH key belongs to no public key that crossed here", "")
	}
}

// plural is a number of things.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
