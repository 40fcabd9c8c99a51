package transcript

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func printHTML(t testing.TB, docs ...*Document) string {
	t.Helper()
	var out strings.Builder
	if err := HTML(&out, docs); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestHTMLEscapes puts every nasty string in every place: the page must be,
// byte by byte, the benign page with the escaped string in its place.
func TestHTMLEscapes(t *testing.T) {
	short := strings.NewReplacer(`class="run long"`, `class="run"`)
	plain := short.Replace(printHTML(t, filled(benign)...))
	for _, s := range nasty {
		got := short.Replace(printHTML(t, filled(s)...))
		want := strings.ReplaceAll(plain, benign, html.EscapeString(visible(s)))
		if got != want {
			t.Errorf("%q: %s", s, firstDifference(got, want))
		}
		if strings.ContainsAny(got, "\x00\r\t\x1b\x7f\u009b\u202e\u2028\u2066\u200b") {
			t.Errorf("%q: control characters in the page", s)
		}
	}
}

// TestHTMLStandsAlone: the policy knows the style and the script, and nothing
// in the page asks for anything.
func TestHTMLStandsAlone(t *testing.T) {
	page := printHTML(t, sampleDocument())
	for _, c := range []struct{ element, directive string }{{"style", "style-src"}, {"script", "script-src"}} {
		bodies := regexp.MustCompile(`(?s)<`+c.element+`>(.*?)</`+c.element+`>`).FindAllStringSubmatch(page, -1)
		if len(bodies) != 1 || strings.Count(page, "<"+c.element) != 1 {
			t.Fatalf("%d of <%s>, want 1", len(bodies), c.element)
		}
		sum := sha256.Sum256([]byte(bodies[0][1]))
		if want := c.directive + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(page, want) {
			t.Errorf("the policy does not have %s", want)
		}
	}
	for _, bad := range []string{"<link", "<img", "<iframe", "<base", "<object", " src=", " srcset=", " style=", "url(", "@import", "unsafe-inline", "fetch(", "XMLHttpRequest", "innerHTML", "eval("} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if on := regexp.MustCompile(`<[^>]* on[a-z]+=`).FindString(page); on != "" {
		t.Errorf("the page has an event handler: %s", on)
	}
	if !strings.Contains(page, `content="default-src 'none'; `) || !strings.Contains(page, `<html lang="en">`) {
		t.Error("no policy or no language")
	}
}

// TestHTMLOutline: every element is closed in order, every id is there once,
// headings leave no level out, and contents lead to what is there.
func TestHTMLOutline(t *testing.T) {
	for name, docs := range map[string][]*Document{"one": {sampleDocument()}, "several": {sampleCommand(), sampleDocument(), sampleCommand()}} {
		t.Run(name, func(t *testing.T) {
			page := printHTML(t, docs...)
			_, body, _ := strings.Cut(page, "<body>")
			body, _, _ = strings.Cut(body, "<script>")
			var open []string
			level := 0
			for _, m := range regexp.MustCompile(`<(/?)([a-z]+)([1-6]?)[^>]*>`).FindAllStringSubmatch(body, -1) {
				name := m[2] + m[3]
				if m[1] == "" {
					open = append(open, name)
					if m[2] == "h" {
						n, _ := strconv.Atoi(m[3])
						if n > level+1 {
							t.Errorf("heading %d follows heading %d", n, level)
						}
						level = n
					}
					continue
				}
				if len(open) == 0 || open[len(open)-1] != name {
					t.Fatalf("</%s> closes %v", name, open)
				}
				open = open[:len(open)-1]
			}
			if len(open) > 0 {
				t.Errorf("left open: %v", open)
			}
			if strings.Count(body, "<h1>") != 1 {
				t.Errorf("%d of <h1>", strings.Count(body, "<h1>"))
			}
			for _, m := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(body, -1) {
				if strings.Count(body, `id="`+m[1]+`"`) != 1 {
					t.Errorf("#%s leads nowhere or to two places", m[1])
				}
			}
		})
	}
}

// TestHTMLBytes: a message shows each byte once, and fields point inside it.
func TestHTMLBytes(t *testing.T) {
	m := sampleHello()
	page := printHTML(t, &Document{Command: "c", Blocks: []Block{m}})
	_, pane, _ := strings.Cut(page, `<div class="hex">`)
	pane, _, _ = strings.Cut(pane, `<p class="now"`)
	bytes := regexp.MustCompile(`<span data-o="(\d+)"(?: class="m")?>([0-9a-f]{2})</span>`).FindAllStringSubmatch(pane, -1)
	if len(bytes) != len(m.Bytes) {
		t.Fatalf("%d bytes, want %d", len(bytes), len(m.Bytes))
	}
	for i, b := range bytes {
		if v, _ := strconv.ParseUint(b[2], 16, 8); b[1] != strconv.Itoa(i) || byte(v) != m.Bytes[i] {
			t.Errorf("byte %d is shown as %v", i, b)
		}
	}
	marked := make([]bool, len(m.Bytes))
	markFields(m.Fields, marked)
	for i := range marked {
		if got := strings.Contains(pane, fmt.Sprintf(`<span data-o="%d" class="m">`, i)); got != marked[i] {
			t.Errorf("byte %d: marked %t, want %t", i, got, marked[i])
		}
	}
	for _, f := range regexp.MustCompile(`data-o="(\d+)" data-n="(\d+)"`).FindAllStringSubmatch(page, -1) {
		o, _ := strconv.Atoi(f[1])
		n, _ := strconv.Atoi(f[2])
		if o+n > len(m.Bytes) {
			t.Errorf("a field points at %d bytes from %d", n, o)
		}
	}
}

// TestHTMLContrast computes WCAG's contrast of what stands on what, in the
// light and in the dark: 4.5 for text (AA).
func TestHTMLContrast(t *testing.T) {
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(pageCSS, -1)
	if len(blocks) != 3 {
		t.Fatalf("%d sets of colours, want light, dark and paper", len(blocks))
	}
	for i, name := range []string{"light", "dark"} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3,6});`).FindAllStringSubmatch(blocks[i][1], -1) {
			colours[m[1]] = luminance(m[2])
		}
		for _, pair := range []string{"ink paper", "ink panel", "soft paper", "soft panel", "client paper", "server paper", "on-point point"} {
			over, under, _ := strings.Cut(pair, " ")
			a, b := colours[over], colours[under]
			ratio := (math.Max(a, b) + .05) / (math.Min(a, b) + .05)
			if ratio < 4.5 {
				t.Errorf("%s: %s on %s has contrast %.1f", name, over, under, ratio)
			}
		}
	}
}

func luminance(hex string) float64 {
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	var sum float64
	for i, weight := range []float64{.2126, .7152, .0722} {
		v, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		c := float64(v) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
