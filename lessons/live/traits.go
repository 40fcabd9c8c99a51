package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// maxTraits is how many of a list are compared: a hello of 64 KiB has room for tens of
// thousands, and two hundred clients are remembered.
const maxTraits = 300

// traits are what hellos are compared by: all lists, without GREASE, whose values
// are drawn each time.
type traits struct {
	all        []string // each in words, sorted
	extensions []registry.ExtensionType
}

func (h *Hello) traits() (t traits) {
	set := map[string]bool{}
	add := func(what string, value any) { set[strings.TrimSpace(what+" "+fmt.Sprint(value))] = true }
	for _, s := range begin(real16(h.CipherSuites)) {
		add("", s)
	}
	for _, v := range begin(real16(h.SupportedVersions)) {
		add("", v)
	}
	for _, g := range begin(real16(h.SupportedGroups)) {
		add("the group", g)
	}
	for _, s := range begin(h.KeyShares) {
		if !registry.IsGREASE16(uint16(s.Group)) {
			add("a key share for", s.Group)
		}
	}
	for _, s := range begin(real16(h.SignatureSchemes)) {
		add("", s)
	}
	for _, p := range begin(h.ALPN) {
		if !registry.IsGREASEALPN(p) {
			add("the protocol", string(p))
		}
	}
	for _, e := range begin(h.Extensions) {
		if registry.IsGREASE16(uint16(e.Type)) {
			add("GREASE among the extensions", "")
			continue
		}
		t.extensions = append(t.extensions, e.Type)
		add("the extension", e.Type)
	}
	for s := range set {
		t.all = append(t.all, s)
	}
	slices.Sort(t.all)
	return t
}

func begin[T any](all []T) []T { return all[:min(len(all), maxTraits)] }

// likeness is the share of traits that two hellos have in common, from 0 to 1.
func (t traits) likeness(other traits) float64 {
	common := len(t.all) - len(minus(t.all, other.all))
	return float64(common) / float64(max(1, len(t.all)+len(other.all)-common))
}

// maxDifferences is how many are named.
const maxDifferences = 5

// against says what this hello has and lacks that another has; empty: nothing.
func (t traits) against(other traits) string {
	var parts []string
	more, less := minus(t.all, other.all), minus(other.all, t.all)
	if len(less) > 0 {
		parts = append(parts, "without "+few(less))
	}
	if len(more) > 0 {
		text := "with " + few(more)
		if slices.Contains(more, "the extension "+registry.ExtPreSharedKey.String()) {
			text += " (it resumes a session, or has a key agreed on before)"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", and ")
}

func few(list []string) string {
	if n := len(list); n > maxDifferences {
		return strings.Join(list[:maxDifferences], ", ") + fmt.Sprintf(" and %d more", n-maxDifferences)
	}
	return strings.Join(list, ", ")
}

// minus is what of a sorted list another does not have.
func minus(a, b []string) (out []string) {
	for _, s := range a {
		if _, found := slices.BinarySearch(b, s); !found {
			out = append(out, s)
		}
	}
	return out
}

func sorted(all []registry.ExtensionType) []registry.ExtensionType {
	out := slices.Clone(all)
	slices.Sort(out)
	return out
}
