package capture

import (
	"testing"
	"time"
)

// The write returns only after the answer to it was read.
func TestAnAnswerNeverStandsBeforeItsQuestion(t *testing.T) {
	sent, answered := make(chan struct{}), make(chan struct{})
	r := NewRecorder(Options{})
	c := r.Conn(scripted{
		write: func(b []byte) (int, error) {
			close(sent)
			<-answered
			return len(b), nil
		},
		read: func(b []byte) (int, error) {
			<-sent
			return copy(b, "answer"), nil
		},
	}, Client)
	written := make(chan struct{})
	go func() {
		c.Write([]byte("question"))
		close(written)
	}()
	c.Read(make([]byte, 8))
	wantEvents(t, r) // the answer waits for its question
	close(answered)
	<-written
	wantEvents(t, r, "client data question", "server data answer")
}

func TestAWriteThatMovedNothingGivesItsPlaceBack(t *testing.T) {
	sent, answered := make(chan struct{}), make(chan struct{})
	r := NewRecorder(Options{})
	c := r.Conn(scripted{
		write: func(b []byte) (int, error) {
			close(sent)
			<-answered
			return 0, nil
		},
		read: reads(reply{data: "one"}, reply{data: "two"}),
	}, Client)
	written := make(chan struct{})
	go func() {
		c.Write([]byte("question"))
		close(written)
	}()
	<-sent
	c.Read(make([]byte, 8))
	close(answered)
	<-written
	c.Read(make([]byte, 8))
	wantEvents(t, r, "server data one", "server data two")
}

func TestASnapshotStands(t *testing.T) {
	r := NewRecorder(Options{})
	c := r.Conn(scripted{}, Client)
	c.Write([]byte("one"))
	first := r.Recording()
	c.Write([]byte("two"))
	if got := string(first.Bytes(Client)); got != "one" {
		t.Errorf("later traffic changed it: %q", got)
	}
	copy(first.Events[0].Data, "xxx")
	_ = append(first.Events[0].Data, "yyy"...)
	wantEvents(t, r, "client data one", "client data two")
}

func TestSnapshotsDuringTrafficAreConsistent(t *testing.T) {
	a, b := Pipe()
	r := NewRecorder(Options{})
	client := r.Conn(a, Client)
	go func() { // echo
		defer b.Close()
		buf := make([]byte, 64)
		for {
			n, err := b.Read(buf)
			if err != nil {
				return
			}
			b.Write(buf[:n])
		}
	}()
	const total = 2000
	go func() {
		defer client.CloseWrite()
		for i := range total {
			client.Write([]byte{byte(i)})
		}
	}()
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 64)
		for {
			if _, err := client.Read(buf); err != nil {
				return
			}
		}
	}()
	var last int
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		s := r.Recording()
		if len(s.Events) < last {
			t.Fatal("a snapshot is shorter than the one before")
		}
		last = len(s.Events)
		balance := 0
		for i, e := range s.Events {
			switch {
			case e.Kind == Data && e.From == Client:
				balance += len(e.Data)
			case e.Kind == Data:
				balance -= len(e.Data)
			}
			if balance < 0 {
				t.Fatalf("event %d echoes what was not sent", i)
			}
		}
	}
	if got := len(r.Recording().Bytes(Server)); got != total {
		t.Errorf("%d bytes came back", got)
	}
}

func TestTimeNeverRunsBackwards(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := []time.Duration{0, 5, 3, 7}
	r := NewRecorder(Options{Now: func() time.Time {
		now := start.Add(clock[0])
		clock = clock[1:]
		return now
	}})
	c := r.Conn(scripted{}, Client)
	for range 3 {
		c.Write([]byte("x"))
	}
	got := r.Recording()
	if !got.Start.Equal(start) {
		t.Errorf("start: got %v", got.Start)
	}
	for i, want := range []time.Duration{5, 5, 7} {
		if got.Events[i].At != want {
			t.Errorf("event %d: got %d, want %d", i, got.Events[i].At, want)
		}
	}
}
