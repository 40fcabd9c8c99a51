package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	"github.com/tlsteach/tlsteach/capture/export"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// wireFiles are where a run's connections go, for other programs to read: as
// packets with their secrets, and the secrets alone.
type wireFiles struct{ pcap, keylog string }

func (f *wireFiles) flags(set *pflag.FlagSet) {
	set.StringVar(&f.pcap, "pcap", "", "write the connections to this pcapng `file`, with the secrets that decrypt them inside; only you can read it")
	set.StringVar(&f.keylog, "keylog", "", "write the secrets of the connections to this `file`, an NSS key log; only you can read it")
}

// open makes the files before anything runs, and has the lab tell of its
// connections. write puts in them what was told until then. A run that failed
// before its first connection leaves nothing behind.
func (f *wireFiles) open(o *lab.Options, others ...named) (write func(ran error) error, err error) {
	var sessions []*lab.Session
	o.Ended = func(s *lab.Session) { sessions = append(sessions, s) }
	files, err := f.openFor(others,
		func(w io.Writer) error { return writePackets(w, sessions, o.Seed != nil) },
		func() []byte { return secretsOf(sessions) })
	if err != nil {
		return nil, err
	}
	return func(ran error) error { return files.close(ran == nil || len(sessions) > 0) }, nil
}

// A wirePair is the files of --pcap and --keylog: open, to be written when all is over.
type wirePair struct{ packets, lines secretFile }

// openFor makes the files, for what the two functions tell at the end.
func (f *wireFiles) openFor(others []named, packets func(io.Writer) error, secrets func() []byte) (o wirePair, err error) {
	if err := f.apart(others); err != nil {
		return o, err
	}
	if o.packets, err = openSecret(f.pcap, packets); err != nil {
		return o, err
	}
	if o.lines, err = openSecret(f.keylog, func(w io.Writer) error {
		_, err := w.Write(secrets())
		return err
	}); err != nil {
		o.packets.drop()
	}
	return o, err
}

// close writes the files, or leaves nothing of them behind.
func (o *wirePair) close(keep bool) error {
	if !keep {
		o.packets.drop()
		o.lines.drop()
		return nil
	}
	return errors.Join(o.packets.write(), o.lines.write())
}

// A secretFile is open, and has not been written to.
type secretFile struct {
	write func() error
	drop  func()
}

// openSecret makes a file that only its owner may read; where no name is given
// there is none.
func openSecret(name string, content func(io.Writer) error) (secretFile, error) {
	if name == "" {
		return secretFile{func() error { return nil }, func() {}}, nil
	}
	o := output{file: name, secret: true}
	w, keep, drop, err := o.to(nil)
	if err != nil {
		return secretFile{}, err
	}
	return secretFile{drop: drop, write: func() error {
		if err := content(w); err != nil {
			drop()
			return cannotWrite(name, err)
		}
		return keep()
	}}, nil
}

// named is a file and the flag that names it.
type named struct{ flag, file string }

// apart refuses to write two things to one file.
func (f *wireFiles) apart(others []named) error {
	all := append(others, named{"--pcap", f.pcap}, named{"--keylog", f.keylog})
	for i, a := range all {
		if a.flag != "--output" && a.file == "-" {
			return &usageError{fmt.Sprintf("%s needs the name of a file: standard output is for the transcript", a.flag), ""}
		}
		for _, b := range all[:i] {
			if a.file != "" && b.file != "" && sameFile(a.file, b.file) {
				return &usageError{fmt.Sprintf("%s and %s name the same file, %s", b.flag, a.flag, a.file), "name two files"}
			}
		}
	}
	return nil
}

// sameFile says whether two names lead to one file, be it there or not. Devices,
// such as /dev/null, take what several write.
func sameFile(a, b string) bool {
	if info, err := os.Stat(a); err == nil {
		other, err := os.Stat(b)
		return err == nil && info.Mode().IsRegular() && os.SameFile(info, other)
	}
	a, errA := filepath.Abs(a)
	b, errB := filepath.Abs(b)
	if errA != nil || errB != nil {
		return false
	}
	if a, errA = pointedAt(a); errA != nil {
		return false
	}
	b, errB = pointedAt(b)
	return errB == nil && a == b
}

// writePackets writes the connections one after another. Under a seed the file is
// the same each time.
func writePackets(w io.Writer, sessions []*lab.Session, seeded bool) error {
	var groups []export.Group
	known := map[string]string{} // of the last group: what each line is about, and the line
	for _, s := range sessions {
		if groups == nil || contradicts(known, s.KeyLog) {
			groups = append(groups, export.Group{})
			clear(known)
			contradicts(known, s.KeyLog)
		}
		g := &groups[len(groups)-1]
		g.Recordings = append(g.Recordings, s.Recording)
		g.KeyLog = append(g.KeyLog, s.KeyLog...)
	}
	return export.WriteGroups(w, groups, export.Options{Application: "tlsteach", Reproducible: seeded})
}

// contradicts says whether a key log has another secret for the label and random of
// a line that is known; otherwise its lines become known. Under one seed, the
// clients of two lessons have the same randoms.
func contradicts(known map[string]string, log []byte) bool {
	for line := range strings.Lines(string(log)) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		if old, ok := known[f[0]+f[1]]; ok && old != f[2] {
			return true
		}
		known[f[0]+f[1]] = f[2]
	}
	return false
}

// secretsOf are the key logs of all connections.
func secretsOf(sessions []*lab.Session) []byte {
	var all []byte
	for _, s := range sessions {
		all = append(all, s.KeyLog...)
	}
	return all
}
