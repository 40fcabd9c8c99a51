package lab

import (
	"context"
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hostile puts a program in the place of openssl: a script that says the version,
// and else does as told.
func hostile(t *testing.T, script string) {
	t.Helper()
	folder, temp := t.TempDir(), t.TempDir()
	text := "#!/bin/bash\n" + `if [ "$1" = version ]; then echo "OpenSSL 3.0.0"; exit; fi` + "\n" + `echo $$ >` + folder + "/pid\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(folder, "openssl"), []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("TMPDIR", temp)
	t.Cleanup(func() {
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("left in the temporary folder: %v, %v", left, err)
		}
		group, err := os.ReadFile(folder + "/pid")
		if err != nil {
			t.Fatal(err)
		}
		if left := running(t, strings.TrimSpace(string(group))); len(left) > 0 {
			t.Errorf("of the program still run: %q", left)
		}
	})
}

// running are the processes of a group, without those that have ended and that nobody
// has asked about yet.
func running(t *testing.T, group string) (out []string) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(all) == 0 {
		t.Fatal("no list of processes", err)
	}
	for _, file := range all {
		b, err := os.ReadFile(file)
		if err != nil { // it has ended since
			continue
		}
		// proc(5): number (name) state parent group
		_, behind, _ := strings.Cut(string(b), ") ")
		if f := strings.Fields(behind); len(f) > 2 && f[2] == group && f[0] != "Z" && f[0] != "X" {
			out = append(out, string(b))
		}
	}
	return out
}

// A program that is not what it is thought to be: a script around another one, one
// that hangs or never ends its output. An interrupt ends the lesson at once, and
// nothing of the program is left.
func TestAnOpenSSLThatHangsIsEndedWithTheLab(t *testing.T) {
	const dial = `case $1 in s_client) while [ "$1" != -connect ]; do shift; done; exec 3<>/dev/tcp/${2%:*}/${2#*:};; esac; `
	for name, script := range map[string]string{
		"hangs":                       "sleep 1000",
		"hangs in a program of its":   "sleep 1000 & wait",
		"connects and hangs":          dial + "sleep 1000",
		"connects, hidden, and hangs": dial + "setsid sleep 4 & sleep 1000",
		"prints without end":          dial + "yes | tr -d '\\n'",
	} {
		t.Run(name, func(t *testing.T) {
			hostile(t, script)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			l, err := New(ctx, Options{})
			if err != nil {
				t.Fatal(err)
			}
			o, err := l.OpenSSL()
			if err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(500*time.Millisecond, cancel)
			begun := time.Now()
			var run Run
			_, err = l.Talk(o.Client(&run, "Q\n"), func(c net.Conn) error { _, err := c.Read(make([]byte, 1)); return err })
			if took := time.Since(begun); err == nil || took > 3*time.Second {
				t.Errorf("it ended after %v with %v", took, err)
			}
			if len(run.Output) > mostOutput {
				t.Errorf("it keeps %d bytes of output", len(run.Output))
			}
		})
	}
}

func TestAServerThatAcceptsElsewhereIsNone(t *testing.T) {
	for name, script := range map[string]string{
		"on another machine":    "echo ACCEPT 192.0.2.1:443; sleep 1000",
		"nowhere that is known": "echo ACCEPT somewhere; sleep 1000",
		"not at all":            "exit 1",
	} {
		t.Run(name, func(t *testing.T) {
			hostile(t, script)
			l := open(t, Options{})
			o, err := l.OpenSSL()
			if err != nil {
				t.Fatal(err)
			}
			root, err := l.Authority("root")
			if err != nil {
				t.Fatal(err)
			}
			var cert tls.Certificate
			if cert, err = root.Issue("school.example"); err != nil {
				t.Fatal(err)
			}
			if s, err := o.Server(cert); err == nil {
				s.Stop()
				t.Error("it is taken for a server")
			}
		})
	}
}
