package keylog

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// CreateFile makes an empty file for secrets, which only its owner may read and
// write (0600), in the place of one that may be there.
//
// The file is new: it is made beside the old one and renamed over it before a byte
// is written. So neither the permissions of the old file nor those who hold it
// open matter, and who follows the new one sees lines as they come. A symbolic
// link stays, and what it points at is replaced. What is no regular file
// (/dev/null, a pipe, a descriptor by its name in /dev or /proc) is written to as
// it is. A file that may not be written to is not replaced. The name of the result is
// that of the new file before it was renamed.
func CreateFile(name string) (*os.File, error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, &fs.PathError{Op: "create", Path: name, Err: errors.New("it is a folder")}
	case err == nil && (!info.Mode().IsRegular() || namesDescriptor(name)):
		return os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	target, err := pointedAt(name)
	if err != nil {
		return nil, err
	}
	if info != nil {
		// Who may not write to the file may not replace it, either.
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		f.Close()
	}
	besides := filepath.Join(filepath.Dir(target), ".tlsteach-"+rand.Text()[:8])
	f, err := os.OpenFile(besides, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err := os.Rename(besides, target); err != nil {
		f.Close()
		os.Remove(besides)
		return nil, err
	}
	return f, nil
}

// namesDescriptor says whether a path names an open file of a process.
func namesDescriptor(file string) bool {
	return strings.HasPrefix(file, "/dev/") || strings.HasPrefix(file, "/proc/")
}

// pointedAt follows symbolic links to where the file is, or would be.
func pointedAt(file string) (string, error) {
	for range 40 { // more is a loop
		if real, err := filepath.EvalSymlinks(file); err == nil {
			return real, nil
		}
		folder, err := filepath.EvalSymlinks(filepath.Dir(file))
		if err != nil {
			return "", err
		}
		file = filepath.Join(folder, filepath.Base(file))
		link, err := os.Readlink(file)
		if err != nil {
			return file, nil // nothing is there yet
		}
		if !filepath.IsAbs(link) {
			link = folder + string(filepath.Separator) + link // not cleaned: the next turn resolves its dots
		}
		file = link
	}
	return "", fmt.Errorf("%s: too many links", file)
}
