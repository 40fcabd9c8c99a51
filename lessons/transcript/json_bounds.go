package transcript

import (
	"fmt"
	"io"
	"reflect"
)

// A saved file may come from anybody. What is read from it is bounded, so that
// printing it takes time and memory in proportion to a lesson, not to a bomb.
const (
	maxFile    = 64 << 20  // bytes of a file
	maxText    = 64 << 10  // bytes of one string
	maxHex     = 256 << 10 // bytes of one message or view
	maxList    = 20_000    // entries of one list, blocks of a document among them
	maxNodes   = 200_000   // values of one block, all lists together
	maxDepth   = 64        // fields within fields
	maxColumns = 32        // of a table
	maxSpans   = 1_000     // of a view of bytes
)

// bounded reads no more than maxFile bytes, and says so instead of ending.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the file is longer than %d MiB", maxFile>>20)
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// within says whether a block that was read stays within the bounds.
func within(b Block) error {
	switch b := b.(type) {
	case *Table:
		for _, row := range append([][]Text{b.Head}, b.Rows...) {
			if len(row) > maxColumns {
				return fmt.Errorf("a table has %d columns, and %d are allowed", len(row), maxColumns)
			}
		}
	case *Bytes:
		if len(b.Spans) > maxSpans {
			return fmt.Errorf("%d spans, and %d are allowed", len(b.Spans), maxSpans)
		}
	}
	w := walk{}
	return w.value(reflect.ValueOf(b), 0)
}

// A walk counts the values of a block.
type walk struct{ nodes int }

func (w *walk) value(v reflect.Value, depth int) error {
	if w.nodes++; w.nodes > maxNodes || depth > 4*maxDepth { // a field is four values deep
		return fmt.Errorf("it has too many parts: %d are allowed, %d deep", maxNodes, maxDepth)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return w.value(v.Elem(), depth+1)
		}
	case reflect.String:
		if v.Len() > maxText {
			return fmt.Errorf("a text of %d bytes, and %d are allowed", v.Len(), maxText)
		}
	case reflect.Slice:
		if h, ok := v.Interface().(Hex); ok {
			if len(h) > maxHex {
				return fmt.Errorf("%d bytes of a message, and %d are allowed", len(h), maxHex)
			}
			return nil
		}
		if v.Len() > maxList {
			return fmt.Errorf("a list of %d entries, and %d are allowed", v.Len(), maxList)
		}
		for i := range v.Len() {
			if err := w.value(v.Index(i), depth+1); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if err := w.value(v.Field(i), depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// answeredOnce says whether every question is told its answer at most once.
func answeredOnce(d *Document) error {
	told := map[string]bool{}
	for i, b := range d.Blocks {
		n, ok := b.(*Note)
		if !ok || n.Role != "answer" {
			continue
		}
		if told[n.Question] {
			return fmt.Errorf("block %d: the question %q is answered twice", i, n.Question)
		}
		told[n.Question] = true
	}
	return nil
}
