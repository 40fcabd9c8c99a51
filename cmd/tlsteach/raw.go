package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// A rawTerminal gives out single keys while it is raw.
type rawTerminal struct {
	tty   *os.File
	state *term.State // of the terminal before; nil while it is as it was
}

func (r *rawTerminal) raw() error {
	state, err := term.MakeRaw(int(r.tty.Fd()))
	r.state = state
	return err
}

func (r *rawTerminal) cooked() error {
	if r.state == nil {
		return nil
	}
	state := r.state
	r.state = nil
	return term.Restore(int(r.tty.Fd()), state)
}

// restoring keeps a second signal from ending the program before the terminal is
// as it was; the function that it returns ends that.
func restoring() (over func()) {
	second := make(chan os.Signal, 1)
	signal.Notify(second, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	return func() { signal.Stop(second) }
}
