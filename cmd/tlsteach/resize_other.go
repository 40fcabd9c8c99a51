//go:build !unix

package main

import "os"

// resizes tells nothing: the size is looked at with each key.
func resizes() (told <-chan os.Signal, stop func()) { return nil, func() {} }
