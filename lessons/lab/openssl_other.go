//go:build !unix

package lab

import (
	"os"
	"os/exec"
)

func apart(*exec.Cmd) {}

func kill(p *os.Process) error { return p.Kill() }
