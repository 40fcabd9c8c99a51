//go:build linux

package services

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNothingLeft has nothing of a server behind the test that started it.
func TestNothingLeft(t *testing.T) {
	for _, s := range All() {
		t.Run(s.Name+" "+s.Protocol, func(t *testing.T) {
			t.Parallel()
			var dir string
			t.Run("server", func(t *testing.T) {
				address, p := s.start(t, nil)
				dir = p.dir
				if len(with(dir)) == 0 {
					t.Errorf("there is no process with %s", dir)
				}
				conn, err := net.Dial("tcp", address)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { conn.Close() })
				_, _ = conn.Write([]byte("\r\n"))
			})
			if dir == "" {
				t.Skip("the server was not started")
			}
			if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is there: %v", dir, err)
			}
			for late := time.Now().Add(patience); len(with(dir)) > 0; time.Sleep(time.Millisecond) { // who was killed goes in its own time
				if time.Now().After(late) {
					t.Fatalf("there are processes: %q", with(dir))
				}
			}
		})
	}
}

// with are the processes that have to do with a folder.
func with(dir string) (commands []string) {
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, process := range all {
		command, _ := os.ReadFile(process + "/cmdline")
		environ, _ := os.ReadFile(process + "/environ")
		cwd, _ := os.Readlink(process + "/cwd")
		if strings.Contains(string(command)+string(environ)+cwd, dir) {
			commands = append(commands, strings.ReplaceAll(string(command), "\x00", " "))
		}
	}
	return commands
}
