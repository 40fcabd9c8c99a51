//go:build unix

package main

import "syscall"

// suspend gives the terminal back, stops as Ctrl-Z does, and takes the terminal
// again when the shell brings the program back.
func (s *stepper) suspend() error {
	if err := s.cooked(); err != nil {
		return err
	}
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGTSTP); err != nil {
		return err
	}
	return s.raw()
}
