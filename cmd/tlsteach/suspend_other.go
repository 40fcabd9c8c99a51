//go:build !unix

package main

// suspend does nothing: the system has no job control.
func (r *rawTerminal) suspend() error { return nil }
