package main

import (
	"fmt"
	"os"
)

// growing makes a file that others may read while it is written. It takes the place of
// an older one, whose readers keep theirs.
func growing(name string) (*os.File, error) {
	if info, err := os.Stat(name); err == nil && (!info.Mode().IsRegular() || namesDescriptor(name)) {
		if info.IsDir() {
			return nil, &hinted{fmt.Errorf("cannot write %s: it is a folder", name), "name a file in it"}
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return nil, cannotWrite(name, err)
		}
		return f, nil
	}
	target, err := pointedAt(name)
	if err != nil {
		return nil, cannotWrite(name, err)
	}
	f, err := besides(target, true)
	if err != nil {
		return nil, cannotWrite(name, err)
	}
	if err := os.Rename(f.Name(), target); err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, cannotWrite(name, err)
	}
	return f, nil
}
