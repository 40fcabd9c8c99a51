package transcript

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestVisible(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"ASCII", `a "plain" <name> \ | ~`, `a "plain" <name> \ | ~`},
		{"scripts", "naïve 日本語 русский עברית 😀 e\u0301", "naïve 日本語 русский עברית 😀 e\u0301"},
		{"spaces", "a\u00a0b\u202fc\u3000d", "a\u00a0b\u202fc\u3000d"},
		{"replacement character", "\ufffd", "\ufffd"},
		{"C0", "\x00\a\b\t\n\r\x1b[2J\x7f", `\x00\x07\x08\x09\x0a\x0d\x1b[2J\x7f`},
		{"C1", "\u0080\u009b31m\u009f", `\u{80}\u{9b}31m\u{9f}`},
		{"bidi", "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
			`\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}`},
		{"line separators", "\u2028\u2029", `\u{2028}\u{2029}`},
		{"zero width", "\u200b\u200d\u2060\ufeff\u00ad", `\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}`},
		{"tags, private, none", "\U000e0041\ue000\U0010ffff", `\u{e0041}\u{e000}\u{10ffff}`},
		{"invalid UTF-8", "a\xffb\xc3", `a\xffb\xc3`},
		{"surrogate and overlong", "\xed\xa0\x80\xc0\xaf", `\xed\xa0\x80\xc0\xaf`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := visible(c.in); got != c.want {
				t.Errorf("visible(%q)\n got %s\nwant %s", c.in, got, c.want)
			}
		})
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("a\x1b\xff\u202e\u2028")
	f.Fuzz(func(t *testing.T, s string) {
		v := visible(s)
		if !utf8.ValidString(v) || strings.ContainsAny(v, "\x00\t\n\r\x1b\u202e\u2028\u009b") {
			t.Errorf("visible(%q) = %q", s, v)
		}
		if visible(v) != v {
			t.Errorf("visible(%q) is not at rest: %q", v, visible(v))
		}
	})
}
