package report

import (
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/follow"
)

// An account is what is kept of a connection until it ends.
type account struct {
	connection *follow.Connection
	place      int // among those that are open
	measure    measure
	ladder     ladder
	text       []byte // its messages
	shown      bool   // a message that was asked for was there
	early      bool   // a part was printed before the end
	ended      bool
	hurt       []string // what is damaged, as far as a headline says it
	hurts      int
	data       [3]int // records of application data that were opened, by side
}

// maxHurts is how many damages a headline lists.
const maxHurts = 3

func (a *account) damaged(it *handshake.Item) {
	if a.hurts++; a.hurts <= maxHurts {
		what := "damaged: "
		if it.Protected && !it.Decrypted {
			what = "not opened: "
		}
		a.hurt = append(a.hurt, what+damageText(it))
	}
}

// reset empties the account and keeps its memory, as long as that is modest.
func (a *account) reset() {
	a.spare()
	*a = account{text: a.text, ladder: ladder{rows: a.ladder.rows[:0]}, hurt: a.hurt[:0]}
}

// spare empties the text and keeps its memory, as long as that is modest: there may
// be thousands of accounts.
func (a *account) spare() {
	if a.text = a.text[:0]; cap(a.text) > maxSpare {
		a.text = nil
	}
}

// maxSpare is how much memory an empty text keeps, in bytes.
const maxSpare = 4 << 10
