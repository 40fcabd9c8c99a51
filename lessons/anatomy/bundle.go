package anatomy

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A bundle is a run that was recorded and comes with the program: it stands in for
// a live one where a peer that the lesson needs is not there.
type bundle struct {
	Made        string            `json:"made"` // by which peer, and when
	Connections []played          `json:"connections"`
	Facts       map[string]string `json:"facts"`
}

type played struct {
	Name      string      `json:"name"`
	Title     string      `json:"title"`
	Opened    bool        `json:"opened"`
	Client    string      `json:"client"`
	Server    string      `json:"server"`
	Start     time.Time   `json:"start"`
	Events    []playedOne `json:"events"`
	KeyLog    string      `json:"key_log"`
	ClientErr string      `json:"client_error,omitempty"`
	ServerErr string      `json:"server_error,omitempty"`
}

type playedOne struct {
	From string         `json:"from"`
	At   time.Duration  `json:"at"` // nanoseconds
	Data transcript.Hex `json:"data"`
}

// Bundle saves connections and facts of a live run, made by a peer and on a day
// that made says.
func (s *Scene) Bundle(made string, acts, facts []string) ([]byte, error) {
	b := bundle{Made: made, Facts: map[string]string{}}
	for _, f := range facts {
		b.Facts[f] = s.Facts[f]
	}
	for _, name := range acts {
		a := s.Act(name)
		rec := a.Session.Recording
		p := played{Name: name, Title: a.Title, Opened: a.keys != nil, Client: rec.Client, Server: rec.Server, Start: rec.Start.UTC(),
			KeyLog: string(a.Session.KeyLog), ClientErr: words(a.Session.ClientErr), ServerErr: words(a.Session.ServerErr)}
		for _, e := range rec.Events {
			if e.Kind == capture.Data {
				p.Events = append(p.Events, playedOne{e.From.String(), e.At, e.Data})
			}
		}
		b.Connections = append(b.Connections, p)
	}
	return json.MarshalIndent(b, "", " ")
}

func words(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Play puts a saved run on the scene, and returns what made it.
func (s *Scene) Play(l *lab.Lab, data []byte) (made string, err error) {
	var b bundle
	if err := json.Unmarshal(data, &b); err != nil {
		return "", fmt.Errorf("the bundled recording: %w", err)
	}
	for name, value := range b.Facts {
		s.Facts[name] = value
	}
	for _, p := range b.Connections {
		session := &lab.Session{KeyLog: []byte(p.KeyLog), ClientErr: failed(p.ClientErr), ServerErr: failed(p.ServerErr),
			Recording: &capture.Recording{Client: p.Client, Server: p.Server, Start: p.Start}}
		for _, e := range p.Events {
			from := capture.Client
			if e.From == capture.Server.String() {
				from = capture.Server
			}
			session.Recording.Events = append(session.Recording.Events, capture.Event{From: from, Kind: capture.Data, Data: e.Data, At: e.At})
		}
		l.Played(session)
		if p.Opened {
			s.AddOpened(p.Name, p.Title, session)
		} else {
			s.Add(p.Name, p.Title, session)
		}
	}
	return b.Made, nil
}

func failed(words string) error {
	if words == "" {
		return nil
	}
	return errors.New(words)
}
