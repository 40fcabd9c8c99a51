package eavesdropper

import (
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/lessontest"
)

func TestTheCheckWithOpenSSLShowsTheSame(t *testing.T) {
	_, shown := lessontest.Commands(t, Lesson(), lab.Options{})
	hello := lessontest.OpenSSLMessage(t, shown[len(shown)-1].Output, "ClientHello")
	if !strings.Contains(string(hello), bankHost) {
		t.Errorf("no server name in the ClientHello %x", hello)
	}
}
