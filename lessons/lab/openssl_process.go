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
	"net"
	"os"
	"os/exec"
	"sync"
	"time"
)

// A process is an OpenSSL that runs.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *os.File        // what it prints is read from here
	address chan string     // where it accepts, once it says so
	ended   context.Context // done when it has ended
	lab     context.Context // done when the lab is
	once    sync.Once
	folder  Folder
	output  []byte // complete once ended, but for what is beyond mostOutput
	read    int    // of the key log
	log     []byte // what was not yet read of it when the process ended
}

// mostOutput bounds what is kept of a program's output, in bytes; the rest is read
// and dropped.
const mostOutput = 1 << 20

// command is the program with these arguments. With the context it ends, and with it
// what it started: an openssl in the PATH may be a script around another one.
func command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "OPENSSL_CONF="+os.DevNull) // the lesson's settings, not the machine's
	apart(cmd)
	cmd.Cancel = func() error { return kill(cmd.Process) }
	return cmd
}

// says is what the program prints, of which there is little. ok is false where it
// does not end.
func says(ctx context.Context, path string, args ...string) (out few, ok bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := command(ctx, path, args...)
	cmd.Stdout, cmd.WaitDelay = &out, grace
	err = cmd.Run()
	return out, ctx.Err() == nil, err
}

// few takes a few bytes; a program that has more is cut short.
type few []byte

func (f *few) Write(b []byte) (int, error) {
	if len(*f)+len(b) > 4096 {
		return 0, errors.New("it says too much")
	}
	*f = append(*f, b...)
	return len(b), nil
}

// grace is for what is left of a program that has been killed.
const grace = time.Second

// start runs the program. What it is given and what it logs is in a folder that is
// removed with the process.
func (o *OpenSSL) start(args []string, cert *tls.Certificate) (*process, error) {
	p := &process{address: make(chan string, 1), lab: o.lab.ctx}
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
	p.cmd = command(o.lab.ctx, o.path, args...)
	var w *os.File
	if p.out, w, err = os.Pipe(); err == nil {
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
		p.out.Close()
		return nil, errors.Join(err, p.folder.Remove())
	}
	ended, end := context.WithCancel(context.Background())
	p.ended = ended
	go func() {
		defer end()
		p.listen()
		p.out.Close()
		_ = p.cmd.Wait() // the status is in ProcessState
	}()
	return p, nil
}

// listen keeps what the program prints, until nobody can print any more.
func (p *process) listen() {
	lines := bufio.NewReader(p.out)
	for {
		line, err := lines.ReadSlice('\n') // a longer line comes in pieces
		p.output = append(p.output, line[:min(len(line), mostOutput-len(p.output))]...)
		if m := accepting.FindSubmatch(bytes.TrimSpace(line)); m != nil {
			select {
			case p.address <- string(m[1]):
			default:
			}
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

// connects waits until the process connects. One that ends instead, or a lab that
// does, ends the wait.
func (p *process) connects(listener net.Listener) (net.Conn, error) {
	for _, over := range []context.Context{p.ended, p.lab} {
		stop := context.AfterFunc(over, func() { listener.Close() })
		defer stop()
	}
	return listener.Accept()
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
// the time given, or the lab ends, hard. A server that waits for a connection does
// not look at its input.
func (p *process) stop(run *Run, within time.Duration) {
	p.once.Do(func() {
		p.in.Close()
		select {
		case <-p.ended.Done():
		case <-p.lab.Done():
		case <-time.After(within):
		}
		if p.ended.Err() == nil {
			p.kill()
		}
		p.log, _ = p.logged() // a log that cannot be read is empty: nothing is opened then
		_ = p.folder.Remove()
	})
	*run = Run{Output: string(p.output), Code: p.cmd.ProcessState.ExitCode()}
}

func (p *process) kill() {
	_ = kill(p.cmd.Process)
	select {
	case <-p.ended.Done():
	case <-time.After(grace): // something has its output and is no child of its any more
		p.out.Close()
		<-p.ended.Done()
	}
}
