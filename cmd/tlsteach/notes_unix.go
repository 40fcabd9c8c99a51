//go:build unix

package main

import (
	"errors"
	"syscall"
)

// atOnce opens a device without waiting for its other end, and a terminal without
// making it ours.
const atOnce = syscall.O_NONBLOCK | syscall.O_NOCTTY

// nobodyReads says whether a pipe could not be opened because it has no reader.
func nobodyReads(err error) bool { return errors.Is(err, syscall.ENXIO) }
