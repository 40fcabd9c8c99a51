package tamper

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// An Edit is a change to what passes.
type Edit struct {
	Name  string
	Value string // what may stand behind the name and "="; empty: nothing
	Does  string // a sentence without a full stop
	new   func(value string) (touch, error)
}

// Edits are all of them, in the order in which they are listed.
func Edits() []Edit {
	return []Edit{
		{"strip-suite", "SUITE", "takes a cipher suite out of the ClientHello: SUITE, or the first one", newStripSuite},
		{"strip-versions", "", "takes supported_versions out of the ClientHello, so that TLS 1.3 seems not to be offered", fixed(stripVersions)},
		{"server-name", "NAME", "puts another server name into the ClientHello: NAME, or other.example", newServerName},
		{"wrong-length", "", "makes one length in the ClientHello one too large, that of the extensions (lesson 2)", fixed(wrongLength)},
		{"flip-finished", "", "flips a bit in the record that carries the client's Finished", newFlip},
		{"replay-record", "", "sends the client's first record of application data twice (lesson 10)", newReplay},
	}
}

// An UnknownError says that there is no edit as it was asked for.
type UnknownError struct{ Text, Hint string }

func (e *UnknownError) Error() string { return e.Text }

// Find returns what makes hands of an edit: its name, and where it takes one, "=" and
// a value.
func Find(asked string) (func() *Hand, error) {
	name, value, valued := strings.Cut(asked, "=")
	var names []string
	for _, e := range Edits() {
		names = append(names, e.Name)
		if e.Name != name {
			continue
		}
		if valued && (e.Value == "" || value == "") {
			return nil, &UnknownError{fmt.Sprintf("the edit %s is not given as %q", name, asked), "it is " + e.usage()}
		}
		if _, err := e.new(value); err != nil {
			return nil, err
		}
		return func() *Hand {
			t, _ := e.new(value) // it made one before
			return &Hand{edit: e, touch: t}
		}, nil
	}
	return nil, &UnknownError{fmt.Sprintf("there is no edit %q", name), "there are: " + strings.Join(names, ", ")}
}

func (e Edit) usage() string {
	if e.Value == "" {
		return e.Name
	}
	return e.Name + "[=" + e.Value + "]"
}

// Usage lists the edits, in lines of at most 80 characters.
func Usage() string {
	var b strings.Builder
	for _, e := range Edits() {
		line := fmt.Sprintf("  %-19s", e.usage())
		for _, word := range strings.Fields(e.Does) {
			if len(line)+1+len(word) > 80 {
				b.WriteString(line + "\n")
				line = strings.Repeat(" ", 21)
			}
			line += " " + word
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

func fixed(h hello) func(string) (touch, error) {
	return func(string) (touch, error) { return &helloTouch{change: h}, nil }
}

// suiteOf finds a cipher suite by its name.
func suiteOf(name string) (registry.CipherSuite, error) {
	for v := range 1 << 16 {
		if s := registry.CipherSuite(v); s.Known() && strings.EqualFold(s.String(), name) {
			return s, nil
		}
	}
	return 0, &UnknownError{fmt.Sprintf("there is no cipher suite %q", name), "suites have the names of the IANA registry, such as TLS_AES_128_GCM_SHA256"}
}
