package transcript

import (
	"bytes"
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

// JSON writes the document on one line.
func JSON(w io.Writer, d *Document) error {
	h := head{Schema: Schema, Lesson: d.Lesson, Command: d.Command, Stamp: d.Stamp,
		Checks: tally{d.Passed(), d.Failed()}, Blocks: []json.RawMessage{}}
	for i, b := range d.Blocks {
		body, err := marshal(b)
		if err != nil {
			return fmt.Errorf("block %d (%s): %w", i, b.Kind(), err)
		}
		h.Blocks = append(h.Blocks, body)
	}
	line, err := marshal(h)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// marshal keeps <, > and & as they are, for a person who reads the file, and
// puts the kind of a block first.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	out := bytes.TrimRight(buf.Bytes(), "\n")
	if b, ok := v.(Block); ok {
		out = append([]byte(`{"kind":"`+b.Kind()+`",`), out[1:]...)
	}
	return out, nil
}

// Read reads the documents of a saved file, one after another, until its end.
// An error names the document (from 1) and the block (from 0) that is wrong.
func Read(r io.Reader) ([]*Document, error) {
	dec := json.NewDecoder(r)
	var docs []*Document
	for n := 1; ; n++ {
		var h head
		err := dec.Decode(&h)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return docs, fmt.Errorf("document %d is not a saved transcript: %w", n, err)
		}
		if h.Schema != Schema {
			return docs, fmt.Errorf("document %d has schema %d, this program reads schema %d", n, h.Schema, Schema)
		}
		d := &Document{Lesson: h.Lesson, Command: h.Command, Stamp: h.Stamp}
		for i, raw := range h.Blocks {
			b, err := readBlock(raw)
			if err != nil {
				return docs, fmt.Errorf("document %d, block %d: %w", n, i, err)
			}
			d.Blocks = append(d.Blocks, b)
		}
		docs = append(docs, d)
	}
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
	return b, json.Unmarshal(raw, b)
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
