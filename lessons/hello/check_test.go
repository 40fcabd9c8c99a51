package hello

import (
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOpenSSLShowsTheSame(t *testing.T) {
	_, shown := lessontest.Commands(t, Lesson(), lab.Options{})
	hello := lessontest.OpenSSLMessage(t, shown[len(shown)-1].Output, "ClientHello")
	if len(hello) < 6 || hello[4] != 3 || hello[5] != 3 {
		t.Errorf("no 0303 behind type and length: %x", hello)
	}
}
