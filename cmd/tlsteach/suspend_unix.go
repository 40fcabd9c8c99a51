//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// suspend gives the terminal back, stops as Ctrl-Z does, and takes the terminal
// again when the shell brings the program back. Like the terminal, it stops the
// whole job: "go run" and a script wait in front of the program.
func (r *rawTerminal) suspend() error {
	if err := r.cooked(); err != nil {
		return err
	}
	back := make(chan os.Signal, 1)
	signal.Notify(back, syscall.SIGCONT)
	defer signal.Stop(back)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return err
	}
	// The stop may reach the program a moment after the call returns. Where there
	// is no shell to bring it back, the system does not stop it at all.
	select {
	case <-back:
	case <-time.After(100 * time.Millisecond):
	}
	return r.raw()
}
