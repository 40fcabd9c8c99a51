package keylog

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

const (
	maxText = 64 << 20 // bytes that are looked at
	maxLine = 16 << 10 // of one line; the longest that is kept has 8,277 bytes
)

// A Log is what key logs hold. The zero Log is empty and ready. It is not safe for
// use while it is read into.
type Log struct {
	secrets store
	text    int // bytes that were looked at
	notes   notes
	decoded [maxSecret]byte
}

// Add is Read of what stands in memory, where nothing can fail.
func (l *Log) Add(b []byte, source string) { _ = l.Read(bytes.NewReader(b), source) }

// Read adds the lines of r, which notes call source. The error is that of r; what
// is wrong with a line is a note. What cannot be kept or is over 64 MiB is not
// read on: r may be left unread.
func (l *Log) Read(r io.Reader, source string) error {
	in := bufio.NewReaderSize(r, maxLine)
	begun := reading{log: l, source: source}
	for l.text < maxText {
		line, err := in.ReadSlice('\n')
		l.text += len(line)
		begun.line++
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			if err = l.skipLine(in); err == nil || err == io.EOF {
				begun.note(tooLong, "", 0)
			}
		case len(line) > 0:
			begun.cut = line[len(line)-1] != '\n'
			begun.read(bytes.TrimSuffix(line, []byte("\n")))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	if _, err := in.Peek(1); err == nil {
		begun.line++
		begun.note(tooMuch, "", 0)
	}
	return nil
}

// skipLine passes over the rest of a line.
func (l *Log) skipLine(in *bufio.Reader) error {
	for {
		part, err := in.ReadSlice('\n')
		l.text += len(part)
		if !errors.Is(err, bufio.ErrBufferFull) || l.text >= maxText {
			if errors.Is(err, bufio.ErrBufferFull) {
				err = nil
			}
			return err
		}
	}
}

// Secret returns the secret of a label and a client random (32 bytes), or nil. It
// is a view into the log: do not change it.
func (l *Log) Secret(label string, clientRandom []byte) []byte {
	code, number, ok := find([]byte(label))
	if !ok || len(clientRandom) != 32 {
		return nil
	}
	return l.secrets.get(keyOf(0, clientRandom), code, number)
}

// SessionMaster returns the master secret of a session ID (up to 32 bytes), or nil.
func (l *Log) SessionMaster(sessionID []byte) []byte {
	if len(sessionID) == 0 || len(sessionID) > 32 {
		return nil
	}
	return l.secrets.get(keyOf(rsaSession, sessionID), rsaSession, 0)
}

// PreMaster returns the pre-master secret whose encryption begins with these
// bytes, or nil. Only the first eight count. The one that is logged by its client
// random is Secret(PMSClientRandom, …).
func (l *Log) PreMaster(encrypted []byte) []byte {
	if len(encrypted) < 8 {
		return nil
	}
	return l.secrets.get(keyOf(rsaEncrypted, encrypted[:8]), rsaEncrypted, 0)
}

// PreMasters says whether there is a pre-master secret that PreMaster would find.
func (l *Log) PreMasters() bool { return l.secrets.encrypted }

// Len returns how many secrets can be found.
func (l *Log) Len() int { return l.secrets.n }

// keyOf makes a key of at most 32 bytes.
func keyOf(kind byte, id []byte) key {
	k := key{kind: kind, n: byte(len(id))}
	copy(k.id[:], id)
	return k
}
