package telling

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// TestDirectives: each makes its block.
func TestDirectives(t *testing.T) {
	for name, c := range map[string]struct{ story, want string }{
		"title":                           {"# A toy", ""},
		"heading":                         {"## Part *one*", "heading 2 Part <emph|one>"},
		"deep heading":                    {"### Part", "heading 3 Part"},
		"underlined":                      {"Part\n----", "heading 2 Part"},
		"list":                            {"- a\n- *b*", "prose [a <emph|b>] ordered=false"},
		"numbered list":                   {"1. a\n2. b", "prose [a b] ordered=true"},
		"loose list":                      {"- a\n\n- b", "prose [a b] ordered=false"},
		"table":                           {"| h | i |\n| --- | --- |\n| `a` | {secret} |", "table [h i] [<code|a> <run|hunter2>]"},
		"ladder":                          {"'''show\nladder tls How {secret} crossed\n'''", "ladder How hunter2 crossed: client>server, true"},
		"message":                         {"'''show\nmessage tls/ClientHello\n'''", "message ClientHello dump=false"},
		"message, dump":                   {"'''show\nmessage tls/ClientHello dump\n'''", "message ClientHello dump=true"},
		"message, of a titled connection": {"'''show\nmessage titled/ClientHello\n'''", "message TLS 1.3 ClientHello dump=false"},
		"checks":                          {"'''show\ncheck true false\n'''", "check true <code|hunter2> is <run|hunter2> true 1/1\ncheck false one is two false 1/2"},
		"figure":                          {"'''show\npicture\n'''", "bytes Picture 3 of 7"},
		"clear ladder":                    {"'''show\nturns\n'''", "ladder Turns: client>server, false"},
		"empty show":                      {"'''show\n\n'''", ""},
		"several shows":                   {"'''show\npicture\n\n  picture  \n'''", "bytes Picture 3 of 7\nbytes Picture 3 of 7"},
		"question":                        {"'''question q\nWhat?\n- b :: B :: no\n- {secret} :: *A* ::  yes,\n  it is\nanswer: {secret}\n'''\n'''show\nanswer q\n'''", "question q predict What? [a B no] [b <emph|A> yes, it is] answer b\nnote answer q"},
		"question asked":                  {"'''question q recall\nanswer: x\nWhat\nnow?\n- x :: X :: \n'''\n'''show\nanswer q\n'''", "question q recall What now? [a X ] answer a\nnote answer q"},
		"answer":                          {"'''question q\nW\n- x :: X :: y\nanswer: x\n'''\n\n'''show\nanswer q\n'''", "question q predict W [a X y] answer a\nnote answer q"},
		"misconception":                   {"'''note misconception It is *so*.\nNo:\n*it* is\n  not\n- a\n- b\n  c\n'''", "note misconception It is *so*. No: <emph|it> is not [a b c]"},
		"aside":                           {"'''note aside\nText.\n'''", "note aside  Text. []"},
		"warning":                         {"'''note warning\nText.\n'''", "note warning  Text. []"},
		"speaker":                         {"'''note speaker\nWait.\n- a\n'''", "note speaker  Wait. [a]"},
		"summary":                         {"'''note summary\n- a\n'''", "note summary   [a]"},
		"try":                             {"'''try check\nLook\nhere.\n$ a\n$ b {secret}\n'''", "try_it check Look here. [a b hunter2]"},
		"try break":                       {"'''try break\n$ a\n'''", "try_it break  [a]"},
		"try exercise":                    {"'''try exercise\nT\n'''", "try_it exercise T []"},
		"try export":                      {"'''try export\nT\n'''", "try_it export T []"},
		"tildes":                          {"~~~try export\nT\n~~~", "try_it export T []"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, b := range told(t, c.story) {
				got = append(got, summary(b))
			}
			if s := strings.Join(got, "\n"); s != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.story, s, c.want)
			}
		})
	}
}

func all(texts []transcript.Text) string {
	var out []string
	for _, text := range texts {
		out = append(out, styled(text))
	}
	return "[" + strings.Join(out, " ") + "]"
}

// summary is a block in one line.
func summary(b transcript.Block) string {
	switch b := b.(type) {
	case *transcript.Heading:
		return fmt.Sprintf("heading %d %s", b.Level, styled(b.Text))
	case *transcript.Prose:
		if b.Items == nil {
			return "prose " + styled(b.Text)
		}
		return fmt.Sprintf("prose %s ordered=%v", all(b.Items), b.Ordered)
	case *transcript.Table:
		return "table " + all(b.Head) + " " + all(b.Rows[0])
	case *transcript.Ladder:
		last := b.Rows[len(b.Rows)-1]
		return fmt.Sprintf("ladder %s: %s>%s, %v", b.Title, b.Client, b.Server, last.Closed)
	case *transcript.Message:
		return fmt.Sprintf("message %s dump=%v", b.Title, b.Dump)
	case *transcript.Bytes:
		return fmt.Sprintf("bytes %s %d of %d", b.Title, len(b.Data), b.Total)
	case *transcript.Check:
		return fmt.Sprintf("check %s %s %v %s/%s", b.ID, styled(b.Claim), b.Passed, b.Got, b.Want)
	case *transcript.Question:
		s := fmt.Sprintf("question %s %s %s", b.ID, b.Role, styled(b.Ask))
		for _, c := range b.Choices {
			s += fmt.Sprintf(" [%s %s %s]", c.Key, styled(c.Text), styled(c.Why))
		}
		return s + " answer " + b.Answer
	case *transcript.Note:
		if b.Role == "answer" {
			return "note answer " + b.Question
		}
		return fmt.Sprintf("note %s %s %s %s", b.Role, b.Title, styled(b.Text), all(b.Items))
	case *transcript.TryIt:
		return fmt.Sprintf("try_it %s %s %v", b.Role, styled(b.Text), b.Commands)
	}
	return b.Kind()
}

// TestErrorsNameLessonAndLine: a story that cannot be told truly is not told.
func TestErrorsNameLessonAndLine(t *testing.T) {
	for name, c := range map[string]struct {
		story string
		line  int
		want  string
	}{
		"no value":                {"a\n\nb\n{nothing}", 3, "the run has no value {nothing}"},
		"empty reference":         {"a {}", 1, "no value {}"},
		"open brace":              {"a {secret", 1, "a brace that belongs to no reference"},
		"closing brace":           {"a secret} b", 1, "a brace that belongs to no reference"},
		"brace in a brace":        {"{a{secret}}", 1, "a brace that belongs to no reference"},
		"open brace in code":      {"`{secret`", 1, "a brace that belongs to no reference"},
		"open brace in a command": {"'''try check\n$ echo {secret\n'''", 1, "a brace that belongs to no reference"},
		"no connection":           {"{ftp/ClientHello length}", 1, `the run has no connection "ftp"`},
		"no message":              {"a\n\n{tls/HelloRequest length}", 3, `the connection "tls" has no HelloRequest`},
		"no field":                {"{tls/ClientHello/cookie}", 1, "the message has no field cookie"},
		"no form of a field":      {"{tls/ClientHello/random colour}", 1, "of a field one can ask"},
		"no form of a message":    {"{tls/ClientHello}", 1, "of a message one can ask"},
		"in a heading":            {"\n## {nothing}", 2, "no value {nothing}"},
		"in a list":               {"- a\n- {nothing}", 1, "no value {nothing}"},
		"in a table":              {"a\n\n| h |\n| --- |\n| {nothing} |", 3, "no value {nothing}"},
		"in code":                 {"`{nothing}`", 1, "no value {nothing}"},
		"in a link":               {"[a](https://a/{nothing})", 1, "no value {nothing}"},
		"in a command":            {"a\n\n'''try check\n$ {nothing}\n'''", 3, "no value {nothing}"},
		"in an answer":            {"'''question q\nW\n- a :: b :: c\nanswer: {nothing}\n'''", 1, "no value {nothing}"},
		"in a choice":             {"'''question q\nW\n- {nothing} :: b :: c\nanswer: a\n'''", 1, "no value {nothing}"},
		"in a ladder's title":     {"'''show\npicture\nladder tls {nothing}\n'''", 3, "no value {nothing}"},

		"wrong title":           {"# Another toy", 1, `the story is titled "Another toy", the lesson "A toy"`},
		"HTML block":            {"a\n\n<div>\nb\n</div>", 3, "a story has no HTMLBlock"},
		"HTML in a line":        {"a <b>c</b>", 1, "a line of prose has no RawHTML"},
		"HTML comment":          {"a <!-- b --> c", 1, "a line of prose has no RawHTML"},
		"bare address":          {"see <https://a.example>", 1, "a line of prose has no AutoLink"},
		"image":                 {"![a](b)", 1, "a line of prose has no Image"},
		"quotation":             {"a\n\n> b", 3, "a story has no Blockquote"},
		"indented code":         {"a\n\n    b", 3, "a story has no CodeBlock"},
		"rule":                  {"a\n\n* * *", 3, "a story has no ThematicBreak"},
		"two paragraphs":        {"- a\n- b\n\n  c", 2, "an item of a list is one paragraph"},
		"list in a list":        {"- a\n  - b", 1, "an item of a list is one paragraph"},
		"only a list in a list": {"- - b", 1, "an item of a list is one paragraph"},
		"fence in a list":       {"- a\n- '''show\n  picture\n  '''", 2, "an item of a list is one paragraph"},
		"empty item":            {"-\n- a", 1, "an item of a list is one paragraph"},

		"unknown fence":           {"a\n\n'''python\nb\n'''", 3, `not "python"`},
		"bare fence":              {"'''\na\n'''", 1, `not ""`},
		"unknown figure":          {"'''show\npicture\nimage\n'''", 3, `the lesson has no figure "image"`},
		"figure of nothing":       {"'''show\nnothing\n'''", 2, `the figure "nothing" shows nothing`},
		"unknown claim":           {"\n\n'''show\n\ncheck maybe\n'''", 5, `the lesson has no claim "maybe"`},
		"check of nothing":        {"'''show\ncheck\n'''", 2, "which claim?"},
		"claim shown twice":       {"'''show\ncheck true\n'''\n\n'''show\ncheck true\n'''", 6, `the claim "true" is shown twice`},
		"ladder of nothing":       {"'''show\nladder\n'''", 2, `the run has no connection ""`},
		"ladder of no connection": {"'''show\nladder ftp Title\n'''", 2, `the run has no connection "ftp"`},
		"message of nothing":      {"'''show\nmessage\n'''", 2, "which one?"},
		"message not there":       {"'''show\nmessage tls/HelloRequest\n'''", 2, `the connection "tls" has no HelloRequest`},
		"message, no connection":  {"'''show\nmessage ftp/ClientHello\n'''", 2, `the run has no connection "ftp"`},
		"message, unknown word":   {"'''show\nmessage tls/ClientHello hexdump\n'''", 2, `"hexdump" is not dump`},
		"message, no field":       {"'''show\nmessage tls/ClientHello | length *cookie\n'''", 2, "ClientHello has no field cookie"},
		"message, only a sign":    {"'''show\nmessage tls/ClientHello | *\n'''", 2, "ClientHello has no field"},
		"answer before question":  {"'''show\nanswer q\n'''\n\n'''question q\nW\n- a :: b :: c\nanswer: a\n'''", 2, `answer "q": the question has not been asked`},

		"no right choice":       {"'''question q\nW\n- a :: b :: c\nanswer: {secret}\n'''", 1, `the run says "hunter2", which is none of its choices`},
		"two right choices":     {"'''question q\nW\n- a :: b :: c\n- a :: d :: e\nanswer: a\n'''", 1, "and so do two of its choices"},
		"no answer":             {"'''question q\nW\n-  :: b :: c\n'''", 1, "one line says answer:, not 0"},
		"two answers":           {"'''question q\nW\n- a :: b :: c\nanswer: a\nanswer: a\n'''", 1, "one line says answer:, not 2"},
		"no choices":            {"'''question q\nW\nanswer: a\n'''", 1, "none of its choices"},
		"choice of two parts":   {"'''question q\nW\n- a :: b\nanswer: a\n'''", 1, "a choice is value :: text :: why"},
		"choice without a sign": {"'''question q\nW\n- a :: b :: c\nd :: e :: f\nanswer: a\n'''", 1, "stands behind the items"},
		"choice of two blocks":  {"'''question q\nW\n- a :: # b :: c\nanswer: a\n'''", 1, "is no line of prose"},
		"question without name": {"'''question\nW\n- a :: b :: c\nanswer: a\n'''", 1, "a question has a name"},
		"question asked twice":  {"'''question q\nW\n- a :: b :: c\nanswer: a\n'''\n'''question q\nW\n- a :: b :: c\nanswer: a\n'''", 6, "another one has this name"},

		"role of a note":           {"a\n\n'''note tip\nT\n'''", 3, `a note is misconception, aside, warning, summary, speaker, not "tip"`},
		"note without role":        {"'''note\nT\n'''", 1, `not ""`},
		"answer as a note":         {"'''note answer\nT\n'''", 1, `not "answer"`},
		"role of a try":            {"'''try harder\nT\n'''", 1, `a try is check, break, exercise, export, not "harder"`},
		"role of a question":       {"'''question q guess\nW\n- a :: b :: c\nanswer: a\n'''", 1, `a question is predict, recall, not "guess"`},
		"two paragraphs in a note": {"'''note aside\na\n\nb\n'''", 1, "is no line of prose"},
		"paragraph behind items":   {"'''note aside\n- a\nb\n'''", 1, "stands behind the items"},
		"command in a note":        {"'''note aside\na\n$ b\n'''", 1, "commands stand in a try block"},
		"items in a try":           {"'''try check\n- a\n'''", 1, "a paragraph and commands"},
		"text behind commands":     {"'''try check\n$ a\nb\n'''", 1, "stands behind the commands"},
		"heading in a note":        {"'''note aside\n# a\n'''", 1, "is no line of prose"},
		"HTML in a note":           {"'''note aside\n<b>a</b>\n'''", 1, "RawHTML"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tryTelling(t, c.story)
			if err == nil {
				t.Fatalf("no error for\n%s", c.story)
			}
			if !strings.HasPrefix(err.Error(), fmt.Sprintf("lesson toy: line %d: ", c.line)) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s\n got %v\nwant line %d: %s", c.story, err, c.line, c.want)
			}
		})
	}
}

// TestClaimsAreAllShown: a lesson that proves something tells it.
func TestClaimsAreAllShown(t *testing.T) {
	l, s := stage(t)
	l.Story = fenced("'''show\ncheck true\n'''")
	if _, err := Lesson(l, s); err == nil || err.Error() != `lesson toy: the claim "false" is never shown` {
		t.Errorf("error %v", err)
	}
	l.Story = fenced("'''show\ncheck true false\n'''")
	d, err := Lesson(l, s)
	if err != nil {
		t.Fatal(err)
	}
	if d.Passed() != 1 || d.Failed() != 1 || d.Lesson.Slug != "toy" {
		t.Errorf("%d passed, %d failed, lesson %+v", d.Passed(), d.Failed(), d.Lesson)
	}
}

// TestClaimIsText: a claim is a line of prose, or an error where it is shown.
func TestClaimIsText(t *testing.T) {
	for _, says := range []string{"# no", "{nothing}", "a <b>"} {
		l, s := stage(t)
		l.Claims[0].Says = says
		l.Story = fenced("a\n\n'''show\ncheck true\n'''")
		if _, err := Lesson(l, s); err == nil || !strings.HasPrefix(err.Error(), "lesson toy: line 4: ") {
			t.Errorf("%q: error %v", says, err)
		}
	}
}

// TestBreakHasItsOwnStory: its own claims, and its name in errors.
func TestBreakHasItsOwnStory(t *testing.T) {
	l, s := stage(t)
	l.Story = "{nothing}"
	b := &anatomy.Break{Name: "length", Story: fenced("'''show\ncheck false\n'''"), Claims: l.Claims[1:]}
	d, err := Break(l, b, s)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Blocks) != 1 || d.Failed() != 1 {
		t.Errorf("%d blocks, %d failed", len(d.Blocks), d.Failed())
	}
	b.Story = fenced("'''question q\nW\n- x :: X :: y\nanswer: x\n'''\n'''show\ncheck false\n'''")
	if _, err := Break(l, b, s); err == nil || !strings.Contains(err.Error(), `the question "q" is never answered`) {
		t.Errorf("a question without its answer: error %v", err)
	}
	b.Story = "\n{nothing}"
	if _, err := Break(l, b, s); err == nil || !strings.HasPrefix(err.Error(), "lesson toy, break length: line 2: ") {
		t.Errorf("error %v", err)
	}
}
