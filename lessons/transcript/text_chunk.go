package transcript

// A Chunk is what is revealed at one press of a key. The chunks of a document,
// one after another, are its whole text.
type Chunk struct {
	doc      *Document
	blocks   []Block // shown whole, in order
	ladder   *Ladder // or one row of this ladder
	row      int
	Question *Question // set where the reader is asked before it goes on
	first    bool
	last     bool
}

// Chunks cuts a document where a reader stops: behind each arrow of a ladder,
// each figure, each question and each group of claims.
func Chunks(d *Document) []Chunk {
	chunks := []Chunk{{doc: d, first: true}}
	open := &chunks[0]
	next := func(c Chunk) {
		c.doc = d
		chunks = append(chunks, c)
		open = nil
	}
	for i, b := range d.Blocks {
		if l, ok := b.(*Ladder); ok && len(l.Rows) > 0 {
			for row := range l.Rows {
				next(Chunk{ladder: l, row: row})
			}
			continue
		}
		if open == nil {
			next(Chunk{})
			open = &chunks[len(chunks)-1]
		}
		open.blocks = append(open.blocks, b)
		if q, ok := b.(*Question); ok {
			open.Question = q
		}
		if stopsAfter(b, d.Blocks[i+1:]) {
			open = nil
		}
	}
	chunks[len(chunks)-1].last = true
	return chunks
}

// stopsAfter says whether a reader stops behind a block.
func stopsAfter(b Block, rest []Block) bool {
	if len(rest) == 0 {
		return true
	}
	switch b.(type) {
	case *Heading:
		return false
	case *Prose:
		_, heading := rest[0].(*Heading)
		_, ladder := rest[0].(*Ladder)
		return heading || ladder
	case *Check:
		_, check := rest[0].(*Check)
		return !check
	}
	return true
}

// Text renders the chunk. It is rendered when it is shown, because an answer
// that the reader gave before stands in it.
func (c Chunk) Text(o TextOptions) (string, error) {
	t := newText(c.doc, o)
	if c.first {
		t.title()
	}
	if c.ladder != nil {
		if c.row == 0 {
			t.ladderHead(c.ladder)
		}
		if err := t.ladderRow(c.ladder, c.row); err != nil {
			return "", err
		}
		if c.row == len(c.ladder.Rows)-1 {
			t.ladderFoot()
		}
	}
	for i, b := range c.blocks {
		if err := t.block(b); err != nil {
			return "", err
		}
		if _, ok := b.(*Check); ok && (i == len(c.blocks)-1 || !isCheck(c.blocks[i+1])) {
			t.gap()
		}
	}
	if c.last {
		t.verdict()
	}
	return t.b.String(), nil
}

func isCheck(b Block) bool { _, ok := b.(*Check); return ok }

// Folds says whether the chunk hides fields that a verbose one would show.
func (c Chunk) Folds() bool {
	for _, b := range c.blocks {
		if m, ok := b.(*Message); ok && folds(m.Fields) {
			return true
		}
	}
	return false
}

func folds(fields []Field) bool {
	for i := range fields {
		if fields[i].Show == Folded || folds(fields[i].Fields) {
			return true
		}
	}
	return false
}
