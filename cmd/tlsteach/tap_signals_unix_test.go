//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tlsteach/tlsteach/handshake/peertest"
)

// A tapProcess is a tap in a process of its own, with an open connection through it
// that has said something.
type tapProcess struct {
	cmd              *exec.Cmd
	errs             *safeBuffer
	pcap, page, keys string
}

func startTapProcess(t *testing.T) *tapProcess {
	t.Helper()
	program, err := exec.LookPath("tlsteach")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	listening := make(chan string, 1)
	p := &tapProcess{pcap: filepath.Join(dir, "all.pcapng"), page: filepath.Join(dir, "page.html"), keys: filepath.Join(dir, "keys")}
	p.errs = &safeBuffer{on: func(all string) {
		if m := listensOn.FindStringSubmatch(all); m != nil {
			select {
			case listening <- m[1]:
			default:
			}
		}
	}}
	p.cmd = exec.Command(program, "tap", "--connect", echoServer(t), "--pcap", p.pcap, "--keylog", p.keys, "-o", p.page)
	p.cmd.Stderr = p.errs
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	log, err := os.OpenFile(p.keys, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	greet(t, <-listening, log)
	for late := time.Now().Add(tapPatience); strings.Count(p.errs.String(), "ApplicationData") < 2; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("the data is not told: %s", p.errs.String())
		}
	}
	return p
}

// tsharkFinds says whether TShark alone opens the file and finds the line in it.
func tsharkFinds(t *testing.T, file string) {
	t.Helper()
	peertest.Need(t, "tshark")
	out, err := exec.Command("tshark", "-r", file, "-d", "tcp.port==0-65535,tls", "-Y", "tls.handshake.type == 20 || tls.app_data", "-O", "tls", "-x").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !strings.Contains(string(out), "Decrypted TLS") || !strings.Contains(string(out), "hello there") {
		t.Errorf("it is not opened:\n%s", out)
	}
}

// Killed, tap leaves a file of packets that opens as far as it goes.
func TestTapKilled(t *testing.T) {
	p := startTapProcess(t)
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait()
	tsharkFinds(t, p.pcap)
	var out, errs strings.Builder
	if code := run([]string{"read", p.pcap}, strings.NewReader(""), &out, &errs); code != exitDone || !strings.Contains(out.String(), "opened") {
		t.Errorf("read: exit status %d, %s\n%s", code, errs.String(), out.String())
	}
	info, err := os.Stat(p.pcap)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := os.Stat(p.page); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a part of a page: %v", err)
	}
}

// Interrupted, it tells what is open, saves all and ends with 130.
func TestTapInterrupted(t *testing.T) {
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		p := startTapProcess(t)
		_ = p.cmd.Process.Signal(s)
		_ = p.cmd.Wait()
		if got := p.cmd.ProcessState.ExitCode(); got != exitInterrupted {
			t.Errorf("exit status %d: %s", got, p.errs.String())
		}
		page, err := os.ReadFile(p.page)
		if err != nil || !strings.Contains(string(page), "Ended by the tap: it was interrupted") || !strings.Contains(string(page), "ClientHello") {
			t.Errorf("%v: a page of %d bytes", err, len(page))
		}
		if info, err := os.Stat(p.page); err != nil || info.Mode().Perm() != 0o600 { // what was decrypted stands in it
			t.Errorf("%v, %v", info, err)
		}
		tsharkFinds(t, p.pcap)
	}
}

// A pipe that nobody reads is waited for: tap says so, and can be interrupted.
func TestTapIntoAPipe(t *testing.T) {
	program, err := exec.LookPath("tlsteach")
	if err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	says := make(chan string, 1)
	errs := &safeBuffer{on: func(all string) {
		if strings.Contains(all, "nothing begins until somebody does") {
			select {
			case says <- all:
			default:
			}
		}
	}}
	cmd := exec.Command(program, "tap", "--connect", echoServer(t), "--pcap", pipe)
	cmd.Stderr = errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(tapPatience, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	select {
	case <-says:
	case <-time.After(tapPatience):
		t.Error("it does not say that it waits")
	}
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != exitInterrupted {
		t.Errorf("exit status %d: %s", got, errs.String())
	}
}
