package verdict

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/der"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// A certificate is one that was parsed, with the places of its fields.
type certificate struct {
	*x509.Certificate
	index int // in the chain, or FromStore
	root  *Root
	trace wire.Trace
	found map[string][]Evidence // by names: many paths ask for the same
}

// who names the certificate for people.
func (c *certificate) who() string {
	name := quoted(c.Subject.String())
	switch {
	case c.index == FromStore:
		return "the root " + name
	case c.index == 0:
		return "the peer's certificate " + name
	}
	return fmt.Sprintf("certificate %d %s", c.index, name)
}

// longest is how many bytes of a peer's name are shown.
const longest = 120

// quoted makes a peer's text harmless and short.
func quoted(s string) string {
	if len(s) > longest {
		return strconv.QuoteToASCII(s[:longest]) + "…"
	}
	return strconv.QuoteToASCII(s)
}

// upper begins a sentence.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// field finds a field by the names of its group and of groups around it, from the
// outside in: "basic_constraints", "ca". Where it is not there, what is around it
// stands for it.
func (c *certificate) field(names ...string) Evidence {
	for n := len(names); n > 0; n-- {
		if all := c.fields(names[:n]...); len(all) > 0 {
			return all[0]
		}
	}
	return Evidence{Certificate: c.index, Path: "certificate", Length: len(c.Raw)}
}

// fields finds all such fields, in their order.
func (c *certificate) fields(names ...string) []Evidence {
	if c.found == nil {
		cursor := wire.Read(c.Raw, &c.trace)
		der.Certificate(&cursor)
		c.found = map[string][]Evidence{}
	}
	key := strings.Join(names, "/")
	found, ok := c.found[key]
	if !ok {
		found = c.search(names)
		c.found[key] = found
	}
	return found
}

func (c *certificate) search(names []string) (found []Evidence) {
	var around []*wire.Span
	for i := range c.trace.Spans {
		s := &c.trace.Spans[i]
		around = append(around[:min(s.Depth, len(around))], s)
		if s.Field.Name != names[len(names)-1] || !inside(around, names) {
			continue
		}
		var path []string
		for _, a := range around {
			path = append(path, a.Field.Name)
		}
		found = append(found, Evidence{c.index, strings.Join(path, "/"), s.Offset, s.Length})
	}
	return found
}

// inside says whether the names stand among the groups in their order.
func inside(around []*wire.Span, names []string) bool {
	for _, a := range around {
		if len(names) > 0 && a.Field.Name == names[0] {
			names = names[1:]
		}
	}
	return len(names) == 0
}

// has says whether the certificate has an extension.
func (c *certificate) has(id string) bool {
	return slices.ContainsFunc(c.Extensions, func(e pkix.Extension) bool { return e.Id.String() == id })
}

// extension finds an extension by its number.
func (c *certificate) extension(oid []byte) Evidence {
	ids, whole := c.fields("extension", "extn_id", "oid"), c.fields("extensions", "extension")
	for i, id := range ids {
		if i < len(whole) && bytes.Equal(c.Raw[id.Offset:id.Offset+id.Length], oid) {
			return whole[i]
		}
	}
	return c.field("extensions")
}
