package lab

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// A process is an OpenSSL that runs.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     io.Closer       // what it prints
	address chan string     // where it accepts, once it says so
	ended   context.Context // done when it has ended
	once    sync.Once
	folder  Folder
	output  []byte // complete once ended
	read    int    // of the key log
	log     []byte // what was not yet read of it when the process ended
}

// start runs the program. What it is given and what it logs is in a folder that is
// removed with the process.
func (o *OpenSSL) start(args []string, cert *tls.Certificate) (*process, error) {
	p := &process{address: make(chan string, 1)}
	var err error
	if p.folder, err = NewFolder(); err != nil {
		return nil, err
	}
	files := []string{"-keylogfile", p.folder.Path(keyLogFile)}
	if cert != nil {
		shown, err := p.files(cert)
		if err != nil {
			return nil, errors.Join(err, p.folder.Remove())
		}
		files = append(files, shown...)
	}
	args = append(args[:1:1], append(files, args[1:]...)...) // the lesson's own arguments come last, and count
	p.cmd = exec.CommandContext(o.lab.ctx, o.path, args...)
	p.cmd.Env = append(os.Environ(), "OPENSSL_CONF="+os.DevNull) // the lesson's settings, not the machine's
	out, w, err := os.Pipe()
	if err == nil {
		p.cmd.Stdout, p.cmd.Stderr = w, w
		p.in, err = p.cmd.StdinPipe()
	}
	if err == nil {
		err = p.cmd.Start()
	}
	if w != nil {
		w.Close()
	}
	if err != nil {
		if out != nil {
			out.Close()
		}
		return nil, errors.Join(err, p.folder.Remove())
	}
	p.out = out
	ended, end := context.WithCancel(context.Background())
	p.ended = ended
	go func() {
		defer end()
		// A child of it may live on when it is killed, and hold the other end.
		defer context.AfterFunc(o.lab.ctx, func() { out.Close() })()
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadString('\n')
			if len(p.output) < 1<<20 {
				p.output = append(p.output, line...)
			}
			if m := accepting.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
				select {
				case p.address <- m[1]:
				default:
				}
			}
			if err != nil {
				break
			}
		}
		out.Close()
		_ = p.cmd.Wait() // the status is in ProcessState
	}()
	return p, nil
}

func (p *process) files(cert *tls.Certificate) ([]string, error) {
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		return nil, err
	}
	certFile, err := p.folder.Write("chain.pem", PEM(cert.Certificate...))
	if err != nil {
		return nil, err
	}
	keyFile, err := p.folder.Write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	return []string{"-cert", certFile, "-cert_chain", certFile, "-key", keyFile}, err
}

const keyLogFile = "keys.log"

// logged is what stands in the key log since it was last asked for. A connection
// that is over has all its lines there: OpenSSL writes them before its Finished.
func (p *process) logged() ([]byte, error) {
	all, err := os.ReadFile(p.folder.Path(keyLogFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var lines []byte
	for line := range bytes.Lines(all[min(p.read, len(all)):]) {
		if !bytes.HasPrefix(line, []byte("#")) { // which program wrote it
			lines = append(lines, line...)
		}
	}
	p.read = len(all)
	return lines, nil
}

// stop ends the process: its input first, and where it does not end by that within
// the grace, hard. A server that waits for a connection does not look at its input.
func (p *process) stop(run *Run, grace time.Duration) {
	p.once.Do(func() {
		p.in.Close()
		select {
		case <-p.ended.Done():
		case <-time.After(grace):
			_ = p.cmd.Process.Kill()
			_ = p.out.Close() // for a child of it, as in start
			<-p.ended.Done()
		}
		p.log, _ = p.logged() // a log that cannot be read is empty: nothing is opened then
		_ = p.folder.Remove()
	})
	*run = Run{Output: string(p.output), Code: p.cmd.ProcessState.ExitCode()}
}
