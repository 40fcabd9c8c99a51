package sessionid

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The names of the connections on the scene.
const (
	first  = "first"
	second = "second"
	thief  = "thief"
)

const (
	host        = "shop.example"
	sessionFile = "session.pem"
	stolenFile  = "stolen.pem"
	sessionPEM  = "SSL SESSION PARAMETERS"
)

// A visitor is OpenSSL as a client that keeps its session in a file.
type visitor struct {
	lab     *lab.Lab
	openssl *lab.OpenSSL
	folder  lab.Folder
	cert    tls.Certificate
	root    string // the file of the authority that it trusts
}

// visiting opens a folder for a visitor, and removes it when visit returns.
func visiting(l *lab.Lab, o *lab.OpenSSL, visit func(*visitor) error) error {
	root, err := l.Authority("tlsteach lab root")
	if err != nil {
		return err
	}
	v := &visitor{lab: l, openssl: o}
	if v.cert, err = root.Issue(host); err != nil {
		return err
	}
	return lab.InFolder(func(folder lab.Folder) error {
		v.folder = folder
		if v.root, err = folder.Write("root.pem", lab.PEM(root.Certificate.Raw)); err != nil {
			return err
		}
		return visit(v)
	})
}

// server is a server with a cache of sessions and without tickets.
func (v *visitor) server() (*lab.Server, error) {
	return v.openssl.Server(v.cert, "-tls1_2", "-no_ticket")
}

// visit makes a connection of TLS 1.2. The session comes from a file, or goes there.
func (v *visitor) visit(s *lab.Server, argument, file string) (*lab.Session, lab.Run, error) {
	var run lab.Run
	session, err := v.lab.Talk(v.openssl.Client(&run, "Q\n", "-tls1_2", "-no_ticket", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256",
		"-servername", host, "-verify_return_error", "-no-CApath", "-no-CAstore", "-CAfile", v.root,
		"-attime", fmt.Sprint(v.lab.Now().Unix()), argument, v.folder.Path(file)), s.Peer())
	return session, run, lab.BothFine(session, err)
}

// perform makes two connections of one session, and a third of somebody who has
// its ID and not its secret.
func perform(l *lab.Lab) (*anatomy.Scene, error) {
	s := anatomy.NewScene()
	s.Stable = l.Seeded()
	s.Facts["host"] = host
	return s, s.WithOpenSSL(l, recorded, func(o *lab.OpenSSL) error {
		return visiting(l, o, func(v *visitor) error {
			server, err := v.server()
			if err != nil {
				return err
			}
			defer server.Stop()
			if err := v.first(s, first, server); err != nil {
				return err
			}
			if err := v.again(s, second, server); err != nil {
				return err
			}
			if err := v.steal(s.Act(first)); err != nil {
				return err
			}
			session, run, err := v.visit(server, "-sess_in", stolenFile)
			if err != nil {
				return err
			}
			if run.Code == 0 {
				return errors.New("who lacks the secret completes the handshake")
			}
			s.AddOpened(thief, "thief:", session)
			return nil
		})
	})
}

// first makes a connection whose session is kept, and again one that offers it.
func (v *visitor) first(s *anatomy.Scene, name string, server *lab.Server) error {
	return v.completed(s, name, server, "-sess_out")
}

func (v *visitor) again(s *anatomy.Scene, name string, server *lab.Server) error {
	return v.completed(s, name, server, "-sess_in")
}

func (v *visitor) completed(s *anatomy.Scene, name string, server *lab.Server, argument string) error {
	session, run, err := v.visit(server, argument, sessionFile)
	if err != nil {
		return err
	}
	if run.Code != 0 {
		return fmt.Errorf("s_client ends with status %d: %s", run.Code, run.Output)
	}
	s.AddOpened(name, name+":", session)
	return nil
}

// steal writes a file of the session in which another secret stands: that is how
// much somebody knows who has read the first connection from the wire.
func (v *visitor) steal(a *anatomy.Act) error {
	file, err := os.ReadFile(v.folder.Path(sessionFile))
	if err != nil {
		return err
	}
	block, _ := pem.Decode(file)
	secret, err := hex.DecodeString(masterOf(a))
	if err != nil || block == nil || len(secret) == 0 || !bytes.Contains(block.Bytes, secret) {
		return errors.New("the master secret is not in the file of the session")
	}
	guess := make([]byte, len(secret))
	if _, err := rand.Read(guess); err != nil {
		return err
	}
	block.Bytes = bytes.Replace(block.Bytes, secret, guess, 1)
	_, err = v.folder.Write(stolenFile, pem.EncodeToMemory(block))
	return err
}
