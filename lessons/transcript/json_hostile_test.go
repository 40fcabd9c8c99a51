package transcript

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestHostileNumbersPrint reads offsets, lengths and times that are not true:
// every printer prints something, and the text stays within its width.
func TestHostileNumbersPrint(t *testing.T) {
	numbers := []string{"0", "-1", "1", "3", "9223372036854775807", "-9223372036854775808"}
	var blocks []string
	for _, at := range numbers {
		for _, n := range numbers {
			for _, show := range []string{"", "mark", "fold", "unknown"} {
				blocks = append(blocks, fmt.Sprintf(`{"kind":"message","dump":%t,"bytes":"0102","fields":[
					{"name":"a","offset":%s,"length":%s,"value":"01","show":"%s","fields":[{"name":"b","offset":%[3]s,"length":%[2]s,"show":"%[4]s"}]},
					{"name":"c","offset":%[3]s,"length":%[3]s,"show":"fold"},{"name":"d","offset":1,"length":1,"value":"02"}]}`, n == "1", at, n, show))
			}
			blocks = append(blocks, fmt.Sprintf(`{"kind":"bytes","base":%s,"data":"010203","total":%s,"spans":[{"offset":%[1]s,"length":%[2]s,"label":"x","mark":true}]}`, at, n),
				fmt.Sprintf(`{"kind":"check","evidence":{"offset":%s,"length":%s}}`, at, n),
				fmt.Sprintf(`{"kind":"ladder","rows":[{"from":"client","bytes":%s,"millis":%s},{"from":"server","millis":-1e308,"bytes":%[2]s}]}`, at, n),
				fmt.Sprintf(`{"kind":"heading","level":%s}`, at))
		}
	}
	docs := readAll(t, `{"schema":1,"lesson":{"number":-9223372036854775808},"stamp":{"seed":18446744073709551615},"blocks":[`+strings.Join(blocks, ",")+`]}`)
	for name, print := range printers {
		if err := print(io.Discard, docs); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, width := range []int{40, 80, 130} {
		checkText(t, TextOptions{Width: width, Verbose: width == 80}, docs...)
	}
}

func TestJSONRefusesWhatIsNoNumber(t *testing.T) {
	nan := 0.0
	nan /= nan
	err := JSON(io.Discard, &Document{Blocks: []Block{&Prose{}, &Ladder{Rows: []LadderRow{{Millis: &nan}}}}})
	if err == nil || !strings.HasPrefix(err.Error(), `block 1 ("ladder")`) {
		t.Errorf("error %v, want one that names the block", err)
	}
	var unsupported *json.UnsupportedValueError
	if !errors.As(err, &unsupported) {
		t.Errorf("%v hides its cause", err)
	}
}

// FuzzRead: what is read prints in every format, or says why not, and comes
// back the same when it is saved again.
func FuzzRead(f *testing.F) {
	f.Add([]byte(jsonOf(f, sampleCommand(), &Document{})))
	for _, b := range sampleDocument().Blocks {
		f.Add([]byte(jsonOf(f, &Document{Blocks: []Block{b}})))
	}
	f.Add([]byte(`{"schema":1,"blocks":[{"kind":"table","head":[[{"text":"a"}]],"rows":[[],null]}]} {"schema":2}`))
	f.Add([]byte(`{"blocks":[{"kind":"ladder","rows":[{"from":"client","millis":1e300}]}],"schema":1}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		docs, err := Read(bytes.NewReader(in))
		if err != nil && !strings.HasPrefix(err.Error(), fmt.Sprintf("document %d", len(docs)+1)) {
			t.Errorf("%d documents, then %v", len(docs), err)
		}
		for _, d := range docs {
			saved := jsonOf(t, d)
			if again := jsonOf(t, readAll(t, saved)...); again != saved {
				t.Errorf("saved again: %s", firstDifference(again, saved))
			}
		}
		for _, print := range printers {
			_ = print(io.Discard, docs) // a question without its answer is refused; nothing panics
		}
		for _, o := range []TextOptions{{Width: 40, Color: true, ASCII: true}, {Width: 131, Verbose: true}} {
			var out strings.Builder
			if Terminal(&out, withoutCommands(docs), o) != nil {
				continue
			}
			if err := checkLines(o, out.String()); err != nil {
				t.Errorf("%+v: %v", o, err)
			}
		}
	})
}
