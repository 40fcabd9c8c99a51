package lab

import (
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A Folder holds files that another program reads or writes. Only this user can
// look into it.
type Folder string

// NewFolder makes an empty one, where the system keeps its temporary files.
func NewFolder() (Folder, error) {
	path, err := os.MkdirTemp("", "tlsteach-")
	if err != nil {
		return "", fmt.Errorf("no folder for temporary files: %w", err)
	}
	return Folder(path), nil
}

// InFolder gives an empty folder to use, and removes it when use returns or panics.
func InFolder(use func(Folder) error) (err error) {
	f, err := NewFolder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Remove()) }()
	return use(f)
}

// Path is where the file of this name is, or would be.
func (f Folder) Path(name string) string { return filepath.Join(string(f), name) }

// Write makes a file and returns its path.
func (f Folder) Write(name string, content []byte) (path string, err error) {
	path = f.Path(name)
	return path, os.WriteFile(path, content, 0o600)
}

// Remove removes the folder and all that is in it.
func (f Folder) Remove() error { return os.RemoveAll(string(f)) }

// PEM writes certificates in DER as other programs want them.
func PEM(certificates ...[]byte) (out []byte) {
	for _, der := range certificates {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return out
}
