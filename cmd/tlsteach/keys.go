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
	sequence
}

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
	ctrlZ = "\x1a"
)

// key reads one key that is a character; the keys that leave are errors.
func (k *keyboard) key() (string, error) {
	key, err := k.press()
	for err == nil && len([]rune(key)) != 1 { // an arrow has no meaning here
		key, err = k.press()
	}
	if err != nil {
		return "", err
	}
	switch key = strings.ToLower(key); key {
	case ctrlC:
		return "", context.Canceled
	case ctrlD, "q":
		return "", errLeft
	}
	return key, nil
}

// press reads one key: a character, or the name of a key that has none, empty
// where it is not known. Escape alone is known as such when nothing came with it;
// should an arrow come in pieces, its rest is taken for the arrow all the same.
func (k *keyboard) press() (string, error) {
	for {
		b, err := k.typed()
		if err != nil {
			return "", err
		}
		if key, ok := k.sequence.add(b); ok {
			return key, nil
		}
		if len(k.ahead) == 0 && k.sequence.begins() {
			return escapeKey, nil
		}
	}
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
