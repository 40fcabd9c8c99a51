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
}

// maxHurts is how many damages a headline lists.
const maxHurts = 3

func (a *account) damaged(it *handshake.Item) {
	if a.hurts++; a.hurts <= maxHurts {
		a.hurt = append(a.hurt, damageText(it))
	}
}

// reset empties the account and keeps its memory, as long as that is modest.
func (a *account) reset() {
	text, rows, hurt := a.text[:0], a.ladder.rows[:0], a.hurt[:0]
	if cap(text) > 1<<16 {
		text = nil
	}
	*a = account{text: text, ladder: ladder{rows: rows}, hurt: hurt}
}
