//go:build unix

package lab

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// apart gives a program a group of its own, in which it can be ended with all that
// it starts.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// kill ends a program that has not been waited for, and its group.
func kill(p *os.Process) error {
	if err := syscall.Kill(-p.Pid, syscall.SIGKILL); !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return os.ErrProcessDone
}
