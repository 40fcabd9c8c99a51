package transcript

import (
	"strings"
	"testing"
)

// The contents of a page name documents of a command by their first heading.
func TestContentsOfCommands(t *testing.T) {
	doc := func(heading string) *Document {
		return &Document{Command: "tap", Blocks: []Block{&Heading{Level: 2, Text: Plainly(heading)}, &Heading{Level: 2, Text: Plainly("Messages")}}}
	}
	var page strings.Builder
	if err := HTML(&page, []*Document{doc("1 · a → b"), doc("2 · <c> → d"), {Command: "tap"}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<a href="#document-1">tap: 1 · a → b</a>`, `<a href="#document-2">tap: 2 · &lt;c&gt; → d</a>`, `<a href="#document-3">tlsteach tap</a>`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}
