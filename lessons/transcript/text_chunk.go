package transcript

// A Chunk is what is revealed at one press of a key. The chunks of a document,
// one after another, are its whole text.
type Chunk struct {
	doc      *Document
	blocks   []Block // shown whole, in order
	ladder   *Ladder // then the rows of this ladder from the one to before the other
	from, to int
	Question *Question // set where the reader is asked before it goes on
	Notes    []*Note   // for the teacher, who shows this chunk
	first    bool
	last     bool
}

// Chunks cuts a document where a reader stops: behind each arrow of a ladder
// (closed ones of one side, which look alike, go together), each figure, each
// question and each group of claims.
func Chunks(d *Document) []Chunk {
	chunks := []Chunk{{doc: d, first: true}}
	open := &chunks[0]
	next := func(c Chunk) {
		c.doc = d
		chunks = append(chunks, c)
		open = nil
	}
	for i, b := range d.Blocks {
		if n, ok := b.(*Note); ok && forSpeaker(b) {
			last := &chunks[len(chunks)-1]
			last.Notes = append(last.Notes, n)
			continue
		}
		if l, ok := b.(*Ladder); ok && len(l.Rows) > 0 {
			for from := 0; from < len(l.Rows); {
				to := alike(l.Rows, from)
				if open != nil { // what leads to the ladder is shown with its first arrow
					open.ladder, open.from, open.to, open = l, from, to, nil
				} else {
					next(Chunk{ladder: l, from: from, to: to})
				}
				from = to
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
		if stopsAfter(b, shown(d.Blocks[i+1:])) {
			open = nil
		}
	}
	chunks[len(chunks)-1].last = true
	return chunks
}

// alike is the end of the rows from this one on that are revealed together.
func alike(rows []LadderRow, from int) (to int) {
	for to = from + 1; to < len(rows); to++ {
		if !rows[to].Closed || !rows[from].Closed || rows[to].Opened || rows[from].Opened || rows[to].From != rows[from].From {
			break
		}
	}
	return to
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
		return heading
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
	for i, b := range c.blocks {
		if err := t.block(b); err != nil {
			return "", err
		}
		if _, ok := b.(*Check); ok && (i == len(c.blocks)-1 || !isCheck(c.blocks[i+1])) {
			t.gap()
		}
	}
	if err := c.rows(t); err != nil {
		return "", err
	}
	if c.last {
		t.verdict()
	}
	return t.b.String(), nil
}

// rows writes the chunk's part of a ladder.
func (c Chunk) rows(t *text) error {
	if c.ladder == nil {
		return nil
	}
	if c.from == 0 {
		t.ladderHead(c.ladder)
	}
	for row := c.from; row < c.to; row++ {
		if err := t.ladderRow(c.ladder, row); err != nil {
			return err
		}
	}
	if c.to == len(c.ladder.Rows) {
		t.ladderFoot()
	}
	return nil
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
