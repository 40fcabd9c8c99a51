package transcript

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// head is the document without its blocks, as it stands in JSON.
type head struct {
	Schema  int               `json:"schema"`
	Lesson  *Lesson           `json:"lesson"`
	Command string            `json:"command,omitempty"`
	Stamp   Stamp             `json:"stamp"`
	Blocks  []json.RawMessage `json:"blocks"`
	Checks  tally             `json:"checks"`
}

type tally struct {
	Passed int `json:"passed"`
	Failed int `json:"failed"`
}

// Read reads the documents of a saved file, one after another, until its end.
// An error names the document (from 1) and, where it is in one, the block (from
// 0) that is wrong; the documents before it are returned with it. What
// is read is bounded: see json_bounds.go.
func Read(r io.Reader) ([]*Document, error) {
	dec := json.NewDecoder(&bounded{r, maxFile})
	var docs []*Document
	for n := 1; ; n++ {
		h, err := readHead(dec)
		if err == io.EOF {
			return docs, nil
		}
		if err != nil {
			return docs, fmt.Errorf("document %d%w", n, err)
		}
		d := &Document{Lesson: h.Lesson, Command: h.Command, Stamp: h.Stamp}
		for i, raw := range h.Blocks {
			b, err := readBlock(raw)
			if err != nil {
				return docs, fmt.Errorf("document %d, block %d: %w", n, i, err)
			}
			d.Blocks = append(d.Blocks, b)
		}
		if err := answeredOnce(d); err != nil {
			return docs, fmt.Errorf("document %d, %w", n, err)
		}
		docs = append(docs, d)
	}
}

// readHead reads the next document, its blocks as they stand. An error goes on
// with the sentence that begins with the document's number; the end of the
// file, where a document could begin, is io.EOF itself.
func readHead(dec *json.Decoder) (*head, error) {
	first, err := dec.Token()
	if err == io.EOF {
		return nil, io.EOF
	}
	var h members
	if err == nil && first != json.Delim('{') {
		err = errors.New("it is no JSON object")
	}
	for err == nil && dec.More() {
		err = readMember(dec, &h)
		if wrong, ok := err.(*blockError); ok {
			return nil, wrong
		}
		if h.Schema != 0 && h.wrong() != nil {
			return nil, h.wrong() // what follows may have another shape
		}
	}
	if err == nil {
		_, err = dec.Token() // the closing brace
	}
	if err != nil {
		return nil, fmt.Errorf(" is not a saved transcript: %w", cutOff(err))
	}
	if err := h.wrong(); err != nil {
		return nil, err
	}
	if !h.hasBlocks {
		return nil, errors.New(" is not a saved transcript: it has no blocks")
	}
	return &h.head, nil
}

// members are what was read of a document so far.
type members struct {
	head
	hasBlocks bool
}

// wrong is an error for a schema that is not ours.
func (h *members) wrong() error {
	if h.Schema == Schema {
		return nil
	}
	return fmt.Errorf(" has schema %d, this program reads schema %d", h.Schema, Schema)
}

// readMember reads one name of a document and what it stands for.
func readMember(dec *json.Decoder, h *members) error {
	name, err := dec.Token()
	if err != nil {
		return err
	}
	switch name {
	case "schema":
		return dec.Decode(&h.Schema)
	case "lesson":
		return dec.Decode(&h.Lesson)
	case "command":
		return dec.Decode(&h.Command)
	case "stamp":
		return dec.Decode(&h.Stamp)
	case "blocks":
		h.hasBlocks = true
		return readBlocks(dec, &h.head)
	}
	var other json.RawMessage // checks, which are counted anew, and what a later program adds
	return dec.Decode(&other)
}

// A blockError goes on with the sentence "document 1".
type blockError struct {
	block int
	err   error
}

func (e *blockError) Error() string { return fmt.Sprintf(", block %d: %v", e.block, e.err) }
func (e *blockError) Unwrap() error { return e.err }

func readBlocks(dec *json.Decoder, h *head) error {
	open, err := dec.Token()
	if err != nil || open == nil { // null: no blocks
		return err
	}
	if open != json.Delim('[') {
		return errors.New("its blocks are no list")
	}
	h.Blocks = nil
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return &blockError{len(h.Blocks), cutOff(err)}
		}
		h.Blocks = append(h.Blocks, raw)
		if len(h.Blocks) > maxList {
			return &blockError{len(h.Blocks) - 1, fmt.Errorf("a document has at most %d blocks", maxList)}
		}
	}
	_, err = dec.Token() // the closing bracket
	return err
}

// cutOff is an error for a file that ends too early.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the file ends in the middle of it: %w", io.ErrUnexpectedEOF)
	}
	return err
}

func readBlock(raw json.RawMessage) (Block, error) {
	var k struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(raw, &k); err != nil {
		return nil, err
	}
	b := newBlock(k.Kind)
	if b == nil {
		return nil, fmt.Errorf("unknown kind %q", k.Kind)
	}
	if err := json.Unmarshal(raw, b); err != nil {
		return nil, fmt.Errorf("%s: %w", k.Kind, err)
	}
	if err := within(b); err != nil {
		return nil, fmt.Errorf("%s: %w", k.Kind, err)
	}
	return b, nil
}

func newBlock(kind string) Block {
	for _, b := range []Block{&Heading{}, &Prose{}, &Ladder{}, &Message{}, &Bytes{}, &Derivation{},
		&Check{}, &Question{}, &Table{}, &TryIt{}, &Note{}} {
		if b.Kind() == kind {
			return b
		}
	}
	return nil
}
