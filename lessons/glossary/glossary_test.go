package glossary

import (
	"regexp"
	"strings"
	"testing"
)

var see = regexp.MustCompile(`^See (.+)\.$`)

func TestEveryEntryIsWhole(t *testing.T) {
	anchors := map[string]string{}
	for _, e := range Entries() {
		if e.Term == "" || !strings.HasSuffix(e.Means, ".") {
			t.Errorf("%q: %q", e.Term, e.Means)
		}
		if strings.ContainsAny(e.Means, "*`{}<>|") {
			t.Errorf("%q is plain text, not %q", e.Term, e.Means)
		}
		if other := anchors[e.Anchor()]; other != "" || e.Anchor() == "" {
			t.Errorf("%q and %q have one anchor, %q", e.Term, other, e.Anchor())
		}
		anchors[e.Anchor()] = e.Term
		if m := see.FindStringSubmatch(e.Means); m != nil {
			if to, ok := Find(m[1]); !ok || see.MatchString(to.Means) {
				t.Errorf("%q refers to %q, which is no entry", e.Term, m[1])
			}
		}
		if found, ok := Find(e.Term); !ok || found != e {
			t.Errorf("%q is found as %q: another entry has its name", e.Term, found.Term)
		}
	}
	if len(anchors) < 80 {
		t.Errorf("%d entries were read", len(anchors))
	}
}

func TestFindKnowsForms(t *testing.T) {
	for in, want := range map[string]string{
		"record": "record", "Records": "record", "cipher suites": "cipher suite", "hashes": "hash", "man-in-the-middle": "man in the middle",
		"Pre-master  Secret": "pre-master secret", "pre_master_secret": "pre-master secret", "middleboxes": "middlebox", "CAs": "CA",
		"server": "", "": "", "cordrec": "",
	} {
		if e, _ := Find(in); e.Term != want {
			t.Errorf("%q: found %q, want %q", in, e.Term, want)
		}
	}
}

func TestFirstSentence(t *testing.T) {
	for in, want := range map[string]string{
		"One. Two.": "One.", "One, RFC 8446 §4.1.2.": "One, RFC 8446 §4.1.2.", "One.": "One.",
	} {
		if got := (Entry{Means: in}).First(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
