package main

import (
	"context"
	"io"
	"strings"

	"github.com/muesli/cancelreader"
)

// A keyboard reads single keys from a terminal in raw mode.
type keyboard struct {
	from  io.Reader
	ahead []byte // what was typed before it was asked for
}

const (
	ctrlC  = "\x03"
	ctrlD  = "\x04"
	ctrlZ  = "\x1a"
	escape = 0x1b
)

// key reads one key; the keys that leave are errork.
func (k *keyboard) key() (string, error) {
	b, err := k.typed()
	for err == nil && b == escape {
		b, err = k.afterEscape()
	}
	if err != nil {
		return "", err
	}
	switch key := strings.ToLower(string(rune(b))); key {
	case ctrlC:
		return "", context.Canceled
	case ctrlD, "q":
		return "", errLeft
	default:
		return key, nil
	}
}

// afterEscape reads over what a terminal sends for an arrow or a function key
// (ECMA-48 §5.4), which may come in pieces, and returns what was typed next.
func (k *keyboard) afterEscape() (byte, error) {
	b, err := k.typed()
	switch {
	case err != nil:
	case b == 'O': // ESC O A
		_, err = k.typed()
	case b == '[': // ESC [ 1 ; 5 A
		b, err = k.typed()
		if b == '[' { // ESC [ [ A: F1 of the Linux console
			b, err = k.typed()
		}
		for err == nil && (b < 0x40 || b > 0x7e) {
			b, err = k.typed()
		}
	default:
		return b, nil
	}
	if err != nil {
		return 0, err
	}
	return k.typed()
}

// typed reads one byte.
func (k *keyboard) typed() (byte, error) {
	for len(k.ahead) == 0 {
		buf := make([]byte, 64)
		n, err := k.from.Read(buf)
		if err != nil {
			return 0, leaving(err)
		}
		k.ahead = buf[:n]
	}
	b := k.ahead[0]
	k.ahead = k.ahead[1:]
	return b, nil
}

// leaving turns what ends the reading of keys into an interrupt: a signal, or a
// terminal that has gone, which ends the input before its signal comes.
func leaving(err error) error {
	if err == io.EOF || err == cancelreader.ErrCanceled {
		return context.Canceled
	}
	return err
}
