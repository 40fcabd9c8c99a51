package record

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A Coverage says of one encryption whether its records are opened.
type Coverage struct {
	Encryption string                 // as in the names of suites
	Suites     []registry.CipherSuite // that use it, in order
	Missing    string                 // why they are not opened; empty: they are
}

// Coverages returns all encryptions of which the registry has suites, in the order
// of their names.
func Coverages() []Coverage {
	var all []Coverage
	for n := range math.MaxUint16 + 1 {
		s := registry.CipherSuite(n)
		if !s.Known() || s.Encryption() == "" {
			continue
		}
		c := Coverage{Encryption: s.Encryption(), Missing: "the name is not known"}
		if a, ok := find(s); ok {
			c = Coverage{Encryption: a.name, Missing: a.missing}
		}
		at, found := slices.BinarySearchFunc(all, c, func(a, b Coverage) int { return cmp.Compare(a.Encryption, b.Encryption) })
		if !found {
			all = slices.Insert(all, at, c)
		}
		all[at].Suites = append(all[at].Suites, s)
	}
	return all
}

// Table returns the coverages as a table of Markdown.
func Table() string {
	var b strings.Builder
	b.WriteString("| encryption | suites | opened |\n| --- | ---: | --- |")
	for _, c := range Coverages() {
		opened := "yes"
		if c.Missing != "" {
			opened = "no: " + c.Missing
		}
		fmt.Fprintf(&b, "\n| %s | %d | %s |", c.Encryption, len(c.Suites), opened)
	}
	return b.String()
}
