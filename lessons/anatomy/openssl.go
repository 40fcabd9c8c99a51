package anatomy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/lab"
)

// OpenSSL names the fact that says which OpenSSL took part in a run, and whether
// it did so live: "OpenSSL 3.0.22, live". Of a recording it also says why.
const OpenSSL = "openssl"

// An addition is what a live OpenSSL put on a scene.
type addition struct {
	made        string
	acts, facts []string
}

// WithOpenSSL puts on the scene the connections and facts that live makes with the
// program openssl. Where a run can have none, it plays those that were recorded,
// which is what [Scene.Recorded] once saved. So it does where there is one that
// fails, or does otherwise than the lesson tells: nothing of that run is left on the
// scene. An interrupted run and a machine without connections are errors.
func (s *Scene) WithOpenSSL(l *lab.Lab, recorded []byte, live func(*lab.OpenSSL) error) error {
	acts, facts, clock := maps.Clone(s.acts), maps.Clone(s.Facts), l.Now()
	why := s.live(l, live)
	var unconnected *lab.ConnectError
	switch {
	case why == nil:
		return nil
	case l.Interrupted() != nil:
		return l.Interrupted()
	case errors.As(why, &unconnected):
		return why
	}
	s.acts, s.Facts = acts, facts
	l.SetClock(clock)
	made, err := s.Play(l, recorded)
	s.Facts[OpenSSL] = "a recording of " + made + ", because " + reason(why)
	return err
}

// live is WithOpenSSL where OpenSSL takes part.
func (s *Scene) live(l *lab.Lab, live func(*lab.OpenSSL) error) error {
	o, err := l.OpenSSL()
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(o.Version, "OpenSSL "), " ")
	name = "OpenSSL " + name
	acts, facts := maps.Clone(s.acts), maps.Clone(s.Facts)
	if err := live(o); err != nil {
		return fmt.Errorf("a run with %s failed: %w", name, err)
	}
	s.added = &addition{name + " made on " + l.Now().UTC().Format("2006-01-02"), beyond(s.acts, acts), beyond(s.Facts, facts)}
	slices.SortStableFunc(s.added.acts, func(a, b string) int { // as they were made, and so they are played
		return s.acts[a].Session.Recording.Start.Compare(s.acts[b].Session.Recording.Start)
	})
	s.Facts[OpenSSL] = name + ", live"
	return nil
}

// reason is an error as a part of a sentence: its first line, and not all of a long
// one.
func reason(err error) string {
	var none *lab.NoOpenSSLError
	said := err.Error()
	if errors.As(err, &none) {
		said = none.Reason
	}
	said, _, _ = strings.Cut(said, "\n")
	said = strings.TrimRight(said, ".: ")
	if short := []rune(said); len(short) > longReason {
		said = string(short[:longReason]) + "…"
	}
	return said
}

const longReason = 200 // in characters

// beyond names what is in one map and not in another.
func beyond[V any](all, before map[string]V) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if _, ok := before[name]; !ok {
			names = append(names, name)
		}
	}
	return names
}

// Recorded saves what a live OpenSSL put on the scene.
func (s *Scene) Recorded() ([]byte, error) {
	if s.added == nil {
		return nil, errors.New("no OpenSSL took part live")
	}
	return s.Bundle(s.added.made, s.added.acts, s.added.facts)
}
