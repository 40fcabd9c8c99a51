package transcript

// A Block is one piece of a document: one of the pointer types in this file.
// The set is sealed; a printer that does not know a block says so loudly.
type Block interface {
	Kind() string // the name of the kind in JSON
	sealed()
}

// A Heading opens a section. Level 2 is a section of the lesson; the title of
// the document is level 1 and is never a block.
type Heading struct {
	Level int  `json:"level"`
	Text  Text `json:"text"`
}

// Prose is a paragraph or, where Items is set, a list (Text is then the line
// before it and may be empty).
type Prose struct {
	Text    Text   `json:"text,omitempty"`
	Items   []Text `json:"items,omitempty"`
	Ordered bool   `json:"ordered,omitempty"`
}

// A Ladder is the picture of a connection: client left, server right, an arrow
// a message, in the order in which the recorder saw them.
type Ladder struct {
	Title  string      `json:"title"`
	Client string      `json:"client"` // what stands over the left post, for example "client :50312"
	Server string      `json:"server"`
	Rows   []LadderRow `json:"rows"`
}

// A LadderRow is one arrow.
type LadderRow struct {
	From   string   `json:"from"`             // "client" or "server"
	Label  string   `json:"label"`            // for example "ClientHello"
	Bytes  int      `json:"bytes"`            // length of the message; of the record's body where Closed
	Millis *float64 `json:"millis,omitempty"` // milliseconds since the connection began; absent where times are not shown
	Closed bool     `json:"closed,omitempty"` // crossed the wire encrypted
	Opened bool     `json:"opened,omitempty"` // of one that is Closed: it was decrypted, and Label says what it is
	Note   string   `json:"note,omitempty"`   // a word behind the row
	Mark   bool     `json:"mark,omitempty"`   // the text points at this row
}

// State is a word for a row that crossed encrypted; empty for one in the clear.
func (r *LadderRow) State() string {
	switch {
	case r.Opened:
		return "opened"
	case r.Closed:
		return "closed"
	}
	return ""
}

// A Message is a decoded message: its bytes and the fields that own them.
type Message struct {
	Name   string  `json:"name"`            // for example "ClientHello"
	Title  string  `json:"title,omitempty"` // where the name alone is not enough, for example "ClientHello of the TLS 1.2 client"
	From   string  `json:"from"`            // "client" or "server"
	Where  string  `json:"where"`           // "clear", "protected", or "opened": it crossed protected, and was decrypted
	Ref    string  `json:"ref,omitempty"`   // for example "RFC 8446 §4.1.2"
	Bytes  Hex     `json:"bytes"`
	Dump   bool    `json:"dump,omitempty"` // show every byte as a hex view, too
	Fields []Field `json:"fields"`         // tile Bytes
	Error  string  `json:"error,omitempty"`
}

// A Field names bytes of a message. Fields without sub-fields (leaves) tile the
// message. Its JSON has the shape of the fields that `read --format jsonl` gives.
type Field struct {
	Name      string  `json:"name"`
	Offset    int     `json:"offset"` // from the first byte of the message
	Length    int     `json:"length"`
	Value     Hex     `json:"value"` // exactly those bytes
	Text      string  `json:"text"`  // the decoded value, for a person
	Wireshark string  `json:"wireshark,omitempty"`
	Opaque    bool    `json:"opaque,omitempty"` // bytes with a structure that was not opened
	Meaning   string  `json:"meaning,omitempty"`
	Ref       string  `json:"ref,omitempty"`
	Show      Show    `json:"show,omitempty"`
	Fields    []Field `json:"fields,omitempty"`
}

// Show says how much a message makes of a field.
type Show string

const (
	Shown  Show = ""     // a line of its own
	Marked Show = "mark" // a line of its own, and the text points at it
	Folded Show = "fold" // neighbours that are folded share one line that says what it hides
)

// Bytes is a view of raw bytes, with spans that say what some of them are.
type Bytes struct {
	Title string     `json:"title"`
	Base  int        `json:"base,omitempty"` // the offset that the first byte is called
	Data  Hex        `json:"data"`
	Spans []ByteSpan `json:"spans,omitempty"`
	Total int        `json:"total,omitempty"` // length of the whole of which Data is the beginning; 0: Data is all
}

// A ByteSpan names a run of bytes in a [Bytes] block.
type ByteSpan struct {
	Offset int    `json:"offset"` // from the first byte of Data
	Length int    `json:"length"`
	Label  string `json:"label"`
	Mark   bool   `json:"mark,omitempty"`
}

// A Derivation is a computation, a step a line.
type Derivation struct {
	Title string `json:"title"`
	Ref   string `json:"ref,omitempty"`
	Steps []Step `json:"steps"`
}

// A Step is one line of a derivation: Label = Expr = Value.
type Step struct {
	Label string `json:"label"`
	Expr  string `json:"expr,omitempty"`
	Value string `json:"value"`
	Note  string `json:"note,omitempty"`
}

// A Check is a claim with its verdict.
type Check struct {
	ID       string   `json:"id"`
	Claim    Text     `json:"claim"`
	Got      string   `json:"got"`
	Want     string   `json:"want"`
	Passed   bool     `json:"passed"`
	Evidence Evidence `json:"evidence"`
}

// Evidence is the place that a claim rests on.
type Evidence struct {
	Message string `json:"message,omitempty"` // for example "ClientHello"
	Field   string `json:"field,omitempty"`
	Offset  int    `json:"offset"`
	Length  int    `json:"length"`         // 0: the claim rests on no single run of bytes
	Text    string `json:"text,omitempty"` // the place in words, where the fields above do not say it
}

// A Question asks for a prediction or recalls an earlier lesson. The printers
// for paper show the question and, folded where the format can, its answer.
type Question struct {
	ID      string   `json:"id"`
	Role    string   `json:"role"` // "predict" or "recall"
	Ask     Text     `json:"ask"`
	Choices []Choice `json:"choices"`
	Answer  string   `json:"answer"`           // the key of the right choice: the run supplied it
	Chosen  string   `json:"chosen,omitempty"` // the key that the student chose
}

// A Choice is one answer that can be chosen.
type Choice struct {
	Key  string `json:"key"` // "a", "b", …
	Text Text   `json:"text"`
	Why  Text   `json:"why,omitempty"` // why it is right, or what its misconception is
}

// Choice returns the choice with this key, or nil.
func (q *Question) Choice(key string) *Choice {
	for i := range q.Choices {
		if q.Choices[i].Key == key {
			return &q.Choices[i]
		}
	}
	return nil
}

// A Table is rows of text under a head.
type Table struct {
	Title string   `json:"title,omitempty"`
	Head  []Text   `json:"head"`
	Rows  [][]Text `json:"rows"`
}

// A TryIt is something to do: commands to type, and what to look for.
type TryIt struct {
	Role     string   `json:"role"` // "check" (the same with other tools), "break", "exercise", "export"
	Text     Text     `json:"text"`
	Commands []string `json:"commands,omitempty"`
}

// A Note stands apart from the story.
type Note struct {
	Role     string `json:"role"`               // "answer", "misconception", "aside", "warning", "summary", "speaker" (for the teacher: no printer shows it)
	Title    string `json:"title,omitempty"`    // for a misconception: the sentence that is wrong
	Question string `json:"question,omitempty"` // for an answer: the name of its Question, which holds the rest
	Text     Text   `json:"text,omitempty"`
	Items    []Text `json:"items,omitempty"`
}

func (*Heading) Kind() string    { return "heading" }
func (*Prose) Kind() string      { return "prose" }
func (*Ladder) Kind() string     { return "ladder" }
func (*Message) Kind() string    { return "message" }
func (*Bytes) Kind() string      { return "bytes" }
func (*Derivation) Kind() string { return "derivation" }
func (*Check) Kind() string      { return "check" }
func (*Question) Kind() string   { return "question" }
func (*Table) Kind() string      { return "table" }
func (*TryIt) Kind() string      { return "try_it" }
func (*Note) Kind() string       { return "note" }

func (*Heading) sealed()    {}
func (*Prose) sealed()      {}
func (*Ladder) sealed()     {}
func (*Message) sealed()    {}
func (*Bytes) sealed()      {}
func (*Derivation) sealed() {}
func (*Check) sealed()      {}
func (*Question) sealed()   {}
func (*Table) sealed()      {}
func (*TryIt) sealed()      {}
func (*Note) sealed()       {}
