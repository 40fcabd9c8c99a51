package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

func init() {
	plights["unprivileged"] = unprivileged
	plights["nonetwork"] = noNetwork
	plights["noports"] = noPorts
	plights["shell"] = shell
}

// plight runs the rest of the program's arguments and takes over their status.
// The helper ends here.
func plight(start func(*exec.Cmd) error) {
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := start(cmd)
	if err == nil {
		err = cmd.Wait()
	}
	var status *exec.ExitError
	switch {
	case errors.As(err, &status):
		os.Exit(status.ExitCode())
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(99)
	}
	os.Exit(0)
}

// unprivileged runs a program that obeys the permissions of files, also where
// the tester is root, as in most containers.
func unprivileged() {
	plight(func(cmd *exec.Cmd) error {
		if os.Getuid() != 0 {
			return cmd.Start()
		}
		// Bounding sets belong to a thread, and a child gets that of the thread
		// which starts it.
		runtime.LockOSThread()
		for _, c := range []uintptr{unix.CAP_DAC_OVERRIDE, unix.CAP_DAC_READ_SEARCH, unix.CAP_FOWNER} {
			if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil {
				return fmt.Errorf("cannot give up the rights of root: %w", err)
			}
		}
		return cmd.Start()
	})
}

// noNetwork runs a program to which the system gives no socket of the internet:
// a filter of system calls answers for it. It needs no privilege.
func noNetwork() { filtered(refuseSockets) }

// noPorts runs a program for which every port is taken.
func noPorts() { filtered(refusePorts) }

func filtered(refuse func() error) {
	program, err := exec.LookPath(os.Args[1])
	if err != nil {
		panic(err)
	}
	runtime.LockOSThread()
	if err := refuse(); err != nil {
		fmt.Fprintln(os.Stderr, "cannot filter system calls:", err)
		os.Exit(99)
	}
	panic(syscall.Exec(program, os.Args[1:], os.Environ()))
}

// refuseSockets makes socket(2) fail for IPv4 and IPv6 with EACCES, in this
// thread and in what it executes.
func refuseSockets() error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	filter := []unix.SockFilter{
		load(callNumber),
		is(unix.SYS_SOCKET, 0, 3),
		load(firstArgument),
		is(unix.AF_INET, 2, 0),
		is(unix.AF_INET6, 1, 0),
		answer(unix.SECCOMP_RET_ALLOW),
		answer(unix.SECCOMP_RET_ERRNO | uint32(unix.EACCES)),
	}
	return setFilter(filter)
}

// refusePorts makes bind(2) fail with EADDRINUSE, in this thread and in what it
// executes.
func refusePorts() error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	return setFilter([]unix.SockFilter{
		load(callNumber),
		is(unix.SYS_BIND, 0, 1),
		answer(unix.SECCOMP_RET_ERRNO | uint32(unix.EADDRINUSE)),
		answer(unix.SECCOMP_RET_ALLOW),
	})
}

const (
	callNumber    = 0  // offset of seccomp_data.nr
	firstArgument = 16 // offset of seccomp_data.args[0], its low half on a little-endian machine
)

func load(at uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
}

func is(k uint32, yes, no uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: k, Jt: yes, Jf: no}
}

func answer(k uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k}
}

func setFilter(filter []unix.SockFilter) error {
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	return nil
}

// shell runs a program as a shell with job control does: in the foreground of its
// terminal. It says when the program has stopped, brings it back at a line of
// input, and says with which status it ended.
func shell() {
	signal.Ignore(syscall.SIGTTOU) // to take the terminal back from behind
	tty := int(os.Stdin.Fd())
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Foreground: true, Ctty: tty}
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	for {
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(cmd.Process.Pid, &status, syscall.WUNTRACED, nil); err == syscall.EINTR {
			continue
		} else if err != nil {
			panic(err)
		}
		if err := unix.IoctlSetPointerInt(tty, unix.TIOCSPGRP, os.Getpid()); err != nil {
			panic(err)
		}
		if !status.Stopped() {
			fmt.Printf("[status %d]\n", status.ExitStatus())
			return
		}
		fmt.Println("[stopped]")
		if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
			panic(err)
		}
		if err := unix.IoctlSetPointerInt(tty, unix.TIOCSPGRP, cmd.Process.Pid); err != nil {
			panic(err)
		}
		if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGCONT); err != nil {
			panic(err)
		}
	}
}
