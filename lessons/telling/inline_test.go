package telling

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// TestProseRoles: what a line of prose means, as its characters and their roles.
func TestProseRoles(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":                   {"Just words.", "Just words."},
		"two lines":               {"one\ntwo", "one two"},
		"emphasis":                {"a *term* and _another_", "a <emph|term> and <emph|another>"},
		"strong":                  {"**very**", "<strong|very>"},
		"nested":                  {"*a **b** c*", "<emph|a ><strong|b><emph| c>"},
		"code":                    {"`a_b *c*`", "<code|a_b *c*>"},
		"code over two lines":     {"`a\nb`", "<code|a b>"},
		"link":                    {"[the *RFC* 9](https://example.com/a_b)", "<link|the RFC 9|https://example.com/a_b>"},
		"link to a value":         {"[x](https://{secret}/)", "<link|x|https://hunter2/>"},
		"name with underscores":   {"legacy_session_id_length", "legacy_session_id_length"},
		"escapes":                 {`1 \* 2 \* 3, \_a\_, &amp; &#65; \\`, `1 * 2 * 3, _a_, & A \`},
		"no escapes in code":      {"`\\* &amp;`", `<code|\* &amp;>`},
		"less than":               {"a < b and b > c", "a < b and b > c"},
		"citation":                {"as in RFC 8446 §4.1.2.", "as in <citation|RFC 8446 §4.1.2>."},
		"citations":               {"(RFC 5116 §5.1, RFC 8439 §2.8)", "(<citation|RFC 5116 §5.1>, <citation|RFC 8439 §2.8>)"},
		"citation alone":          {"RFC 9849", "<citation|RFC 9849>"},
		"citation of an appendix": {"RFC 8446 §D.4 and RFC 8446 Appendix D.4 and RFC 5246 Appendix A, too", "<citation|RFC 8446 §D.4> and <citation|RFC 8446 Appendix D.4> and <citation|RFC 5246 Appendix A>, too"},
		"citation of one digit":   {"RFC 8446 §6!", "<citation|RFC 8446 §6>!"},
		"citation, second place":  {"RFC 8446 §4.1.2, §4.2.1", "<citation|RFC 8446 §4.1.2>, §4.2.1"},
		"citation over two lines": {"RFC\n8446\n§4", "<citation|RFC 8446 §4>"},
		"best practice":           {"BCP 195", "<citation|BCP 195>"},
		"no citation in code":     {"`RFC 8446 §4`", "<code|RFC 8446 §4>"},
		"no citation in a word":   {"XRFC 12, RFCs 12", "XRFC 12, RFCs 12"},

		"fact":                     {"it is {secret}.", "it is <run|hunter2>."},
		"computed":                 {"{computed}", "<run|hunter2!>"},
		"beside punctuation":       {"({secret}), {secret}: “{secret}”—{secret}!", "(<run|hunter2>), <run|hunter2>: “<run|hunter2>”—<run|hunter2>!"},
		"inside a word":            {"pre{secret}post", "pre<run|hunter2>post"},
		"two together":             {"{secret}{secret}", "<run|hunter2><run|hunter2>"},
		"in code":                  {"`say {secret}`", "<code|say hunter2>"},
		"in emphasis":              {"*the {secret} one*", "<emph|the ><run|hunter2><emph| one>"},
		"in a link":                {"[{secret}](https://a.example)", "<link|hunter2|https://a.example>"},
		"underscores":              {"{_a_} and _{secret}_ and {_a_}", "<run|underscores> and <run|hunter2> and <run|underscores>"},
		"at the end of a line":     {"it is {secret}\nstill", "it is <run|hunter2> still"},
		"over two lines":           {"it is {tls/ClientHello/legacy_version\nhex}", "it is <run|0303>"},
		"field":                    {"{tls/ClientHello/legacy_version}", "<run|TLS 1.2>"},
		"field by word":            {"{tls/ClientHello/legacy_version text}", "<run|TLS 1.2>"},
		"digits":                   {"{tls/ClientHello/legacy_version hex}", "<run|0303>"},
		"place":                    {"{tls/ClientHello/legacy_version bytes}", "<run|4–5>"},
		"place of one byte":        {"{tls/ClientHello/legacy_session_id_length bytes}", "<run|38>"},
		"offset":                   {"{tls/ClientHello/random offset}", "<run|6>"},
		"length":                   {"{tls/ClientHello/random length}", "<run|32>"},
		"inner field":              {"{tls/ClientHello/server_name/host_name}", "<run|school.example>"},
		"numbered, with a bracket": {"{tls/ClientHello/cipher_suites/cipher_suite[0] length} and [a](https://a.example)", "<run|2> and <link|a|https://a.example>"},
		"bracket beside a link":    {"{tls/ClientHello/cipher_suites/cipher_suite[0] length}(see)", "<run|2>(see)"},
		"message":                  {"{tls/ServerHello name}", "<run|ServerHello>"},
	} {
		t.Run(name, func(t *testing.T) {
			blocks := told(t, c.in)
			p, ok := blocks[0].(*transcript.Prose)
			if !ok || len(blocks) != 1 {
				t.Fatalf("%d blocks, the first a %s", len(blocks), blocks[0].Kind())
			}
			if got := styled(p.Text); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.in, got, c.want)
			}
		})
	}
}

// TestValuesAreNeverRead: what an attacker chose is text, wherever it stands.
func TestValuesAreNeverRead(t *testing.T) {
	blocks := told(t, `# A toy

## {evil}

{evil}

- {evil}

| {evil} |
| --- |
| {evil} |

'''question q
{evil}?
- {evil} :: {evil} :: {evil}
- b :: :: no
answer: {evil}
'''

'''note aside
{evil}
- {evil}
'''

'''try check
{evil}
'''

'''show
ladder tls {evil}
answer q
'''
`)
	value := transcript.Inline{Style: transcript.RunValue, Text: attack}
	alone := func(text transcript.Text) {
		t.Helper()
		if len(text) != 1 || text[0] != value {
			t.Errorf("a value became %s", styled(text))
		}
	}
	alone(blocks[0].(*transcript.Heading).Text)
	alone(blocks[1].(*transcript.Prose).Text)
	alone(blocks[2].(*transcript.Prose).Items[0])
	alone(blocks[3].(*transcript.Table).Head[0])
	alone(blocks[3].(*transcript.Table).Rows[0][0])
	q := blocks[4].(*transcript.Question)
	alone(q.Ask[:1])
	alone(q.Choices[0].Text)
	alone(q.Choices[0].Why)
	if q.Answer != "a" {
		t.Errorf("the answer is %q", q.Answer)
	}
	alone(blocks[5].(*transcript.Note).Text)
	alone(blocks[5].(*transcript.Note).Items[0])
	alone(blocks[6].(*transcript.TryIt).Text)
	if got := blocks[7].(*transcript.Ladder).Title; got != attack {
		t.Errorf("the title became %q", got)
	}
	for _, s := range []string{"`{evil}`", "[{evil}](https://a.example)"} {
		if got := told(t, s)[0].(*transcript.Prose).Text; len(got) != 1 || got[0].Text != attack {
			t.Errorf("%s became %s", s, styled(got))
		}
	}
}

// TestValuesInCommandsAreOneWord: a reader pastes commands.
func TestValuesInCommandsAreOneWord(t *testing.T) {
	y := told(t, "'''try check\n$ echo {secret} {tls/ClientHello/random length}\n'''")[0].(*transcript.TryIt)
	if got := strings.Join(y.Commands, "|"); got != "echo hunter2 32" {
		t.Errorf("the command is %q", got)
	}
	if _, err := tryTelling(t, "'''try check\n$ echo {evil}\n'''"); err == nil || !strings.Contains(err.Error(), "not one word to a shell") {
		t.Errorf("a hostile value in a command: error %v", err)
	}
}
