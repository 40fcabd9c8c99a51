package live

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// maxListed is how many suites or extensions a table has. Real hellos have up to
// some hundred suites and thirty extensions.
const maxListed = 200

// suites is a table of the cipher suites, in the client's order.
func (h *Hello) suites() transcript.Block {
	t := &transcript.Table{Title: "Cipher suites, in the order of the client's preference", Head: plain("byte", "suite", "what it gives")}
	first := h.at("cipher_suites").Offset
	for i, s := range h.CipherSuites {
		if i == maxListed {
			t.Rows = append(t.Rows, plain("", fmt.Sprintf("and %d more", len(h.CipherSuites)-i), ""))
			break
		}
		t.Rows = append(t.Rows, []transcript.Text{
			transcript.Plainly(fmt.Sprint(first + 2*i)), {{Style: transcript.RunValue, Text: s.String()}}, transcript.Plainly(suiteMeans(s))})
	}
	return t
}

// extensions is a list of them, in the client's order.
func (h *Hello) extensions() transcript.Block {
	list := &transcript.Prose{Text: transcript.Plainly("Its extensions, in the order of the hello, with the byte at which each begins:"), Ordered: true}
	for i, e := range h.list() {
		if i == maxListed {
			list.Items = append(list.Items, transcript.Plainly(fmt.Sprintf("and %d more", len(h.Extensions)-i)))
			break
		}
		says := transcript.Text{{Style: transcript.Strong, Text: e.String()}, {Text: fmt.Sprintf(", byte %d. ", e.offset)}, {Text: h.meaning(e)}}
		if held := h.held(e); held != "" {
			says = append(says, transcript.Inline{Text: " It holds: "}, transcript.Inline{Style: transcript.RunValue, Text: held})
		}
		list.Items = append(list.Items, says)
	}
	return list
}

// meaning is what an extension is for, in a sentence.
func (h *Hello) meaning(e extension) string {
	if !e.Known() && !registry.IsGREASE16(uint16(e.ExtensionType)) {
		return fmt.Sprintf("No public specification is known for it; its %d bytes are kept as they are.", e.length-4)
	}
	return h.item.Trace.Spans[e.group].Field.Mean
}

// maxHeld is how many values of an extension are told, and how long they may be.
const maxHeld, maxHeldText = 12, 240

// held are the values of an extension: its leaves, without lengths.
func (h *Hello) held(e extension) string {
	var all []string
	more := 0
	spans := h.item.Trace.Spans
	for i := e.group + 1; i < len(spans) && spans[i].Depth > spans[e.group].Depth; i++ {
		s := spans[i]
		if s.Group || s.Length == 0 || s.Field.Name == "extension_type" || strings.HasSuffix(s.Field.Name, "_length") || s.Field.Name == "name_type" {
			continue
		}
		if len(all) == maxHeld {
			more++
			continue
		}
		all = append(all, s.Field.Value(h.bytes(s)))
	}
	text := strings.Join(all, ", ")
	if len(text) > maxHeldText {
		text = strings.ToValidUTF8(text[:maxHeldText], "") + "…"
	}
	if more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
