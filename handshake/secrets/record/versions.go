package record

import "github.com/tlsteach/tlsteach/handshake/registry"

const (
	// oldestDraft is the first draft of TLS 1.3 that is opened.
	oldestDraft = 14
	// published stands for RFC 8446, behind all drafts.
	published = 29
	// headerDraft is the draft that put the record's header into the additional
	// data of TLS 1.3; before it there was none.
	headerDraft = 25
)

// Two numbers under which Facebook deployed drafts of TLS 1.3.
const (
	facebookDraft23 registry.Version = 0xfb17
	facebookDraft26 registry.Version = 0xfb1a
)

// is13 reports whether v is TLS 1.3 or a draft of it.
func is13(v registry.Version) bool { return DraftOf(v) != 0 }

// DraftOf is the number of the draft of TLS 1.3, 29 for RFC 8446 itself, behind all
// drafts, and 0 for other versions.
func DraftOf(v registry.Version) int {
	switch v {
	case registry.VersionTLS13:
		return published
	case facebookDraft23:
		return 23
	case facebookDraft26:
		return 26
	}
	n, _ := v.Draft()
	return n
}
