package transcript

import (
	"encoding/hex"
	"encoding/json"
	"strings"
)

// Text is a line of prose: runs of characters, each with a role.
type Text []Inline

// An Inline is a run of characters with one role.
type Inline struct {
	Style Style  `json:"style,omitempty"`
	Text  string `json:"text"`
	Href  string `json:"href,omitempty"`  // for Link, and for a Term where it is explained
	Means string `json:"means,omitempty"` // for a Term: what it means, in a sentence
}

// Style is the role of a run of characters.
type Style string

const (
	Plain    Style = ""
	Emph     Style = "emph"     // a term at its first use
	Strong   Style = "strong"   //
	Code     Style = "code"     // something to type, or a name as it stands in a message
	RunValue Style = "run"      // supplied by this run: a byte, a name, a number
	Term     Style = "term"     // a term at its first use that the glossary explains
	Link     Style = "link"     //
	RFC      Style = "citation" // for example "RFC 8446 §4.1.2"
)

// Plainly is a text without roles.
func Plainly(s string) Text { return Text{{Text: s}} }

// Value is a text that the run supplied.
func Value(s string) Text { return Text{{Style: RunValue, Text: s}} }

// Cells are texts without roles: the head of a table, or a row of it.
func Cells(words ...string) []Text {
	out := make([]Text, len(words))
	for i, w := range words {
		out[i] = Plainly(w)
	}
	return out
}

// String gives the characters alone.
func (t Text) String() string {
	var b strings.Builder
	for _, r := range t {
		b.WriteString(r.Text)
	}
	return b.String()
}

// Hex is bytes that JSON writes as a string of hexadecimal digits.
type Hex []byte

// MarshalJSON writes the digits.
func (h Hex) MarshalJSON() ([]byte, error) { return json.Marshal(hex.EncodeToString(h)) }

// UnmarshalJSON reads the digits.
func (h *Hex) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := hex.DecodeString(s)
	*h = v
	return err
}
