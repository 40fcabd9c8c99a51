//go:build !unix

package main

// suspend does nothing: the system has no job control.
func (s *stepper) suspend() error { return nil }
