// Package transcript is the document that a lesson tells, and its four
// printers: terminal text, Markdown, HTML and JSON.
//
// A [Document] is a list of sealed [Block] values. A block carries meaning
// only: no colour, no width, no markup. Each printer is one switch over the
// blocks, with a loud default, and escapes its own output, because names and
// strings in a block may come from an attacker's bytes.
//
// Promise: the JSON form is the model itself, so a document that is saved and
// read again prints the same in every format. A printer uses no clock, no map
// order and no terminal: the same document and options give the same bytes.
//
// For a class, [Slides] cuts a document into slides, and lays them out for a screen
// with what the text printer prints; a [Cue] is what the teacher sees of one.
//
// Limits: a printer does not decide what is shown; that is in the blocks. It
// never evaluates a claim: a [Check] comes with its verdict.
//
// This package knows nothing about TLS, files or terminals.
package transcript

// Schema is the version of the JSON form.
const Schema = 1

// A Document is one lesson's run, or one run of another command.
type Document struct {
	Lesson  *Lesson // nil where a command, not a lesson, made the document
	Command string  // the command's name where Lesson is nil
	Stamp   Stamp
	Blocks  []Block
}

// A Lesson names the lesson that a document tells.
type Lesson struct {
	Number   int      `json:"number"`
	Slug     string   `json:"slug"`
	Title    string   `json:"title"`
	Question string   `json:"question,omitempty"` // the one question that it answers
	Article  []string `json:"article"`            // the parts of the article it covers: S1…S10
}

// A Stamp says how a run was made, as far as that decides its bytes.
type Stamp struct {
	Seed      *uint64 `json:"seed,omitempty"`      // absent: fresh randomness
	Go        string  `json:"go,omitempty"`        // release of the Go toolchain: it decides the order of suites and extensions
	AES       *bool   `json:"aes,omitempty"`       // processor has AES instructions: it decides the order of suites; absent: not known
	Transport string  `json:"transport,omitempty"` // "tcp" or "memory"
	Break     string  `json:"break,omitempty"`     // the break-it that was asked for
}

// Passed and Failed count the document's checks.
func (d *Document) Passed() int { return d.count(true) }

// Failed counts the checks whose claim was false.
func (d *Document) Failed() int { return d.count(false) }

func (d *Document) count(passed bool) int {
	n := 0
	for _, b := range d.Blocks {
		if c, ok := b.(*Check); ok && c.Passed == passed {
			n++
		}
	}
	return n
}

// Question returns the question with this name, or nil.
func (d *Document) Question(id string) *Question {
	for _, b := range d.Blocks {
		if q, ok := b.(*Question); ok && q.ID == id {
			return q
		}
	}
	return nil
}

// Shown are the blocks that are printed: all but the notes for the teacher.
func (d *Document) Shown() []Block { return shown(d.Blocks) }

func shown(blocks []Block) []Block {
	var out []Block
	for _, b := range blocks {
		if !forSpeaker(b) {
			out = append(out, b)
		}
	}
	return out
}

func forSpeaker(b Block) bool {
	n, ok := b.(*Note)
	return ok && n.Role == "speaker"
}

// onPaper are the blocks of a printed page. It folds the answer of a question away
// below it, so an answer that follows at once, as where a lesson recalls an earlier
// one, would give away what is folded.
func (d *Document) onPaper() []Block {
	var out []Block
	for _, b := range d.Shown() {
		if n, ok := b.(*Note); ok && n.Role == "answer" && len(n.Text)+len(n.Items) == 0 && len(out) > 0 {
			if q, ok := out[len(out)-1].(*Question); ok && q.ID == n.Question && q.Chosen == "" && q.Choice(q.Answer) != nil {
				continue
			}
		}
		out = append(out, b)
	}
	return out
}
