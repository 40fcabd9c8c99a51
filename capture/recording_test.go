package capture

import (
	"reflect"
	"testing"
)

func TestCloneSharesNothing(t *testing.T) {
	made := func() *Recording {
		return &Recording{Client: "a", Server: "b", Limit: 9, Events: []Event{
			{From: Client, Kind: Data, Data: []byte("one")},
			{From: Server, Kind: Data, Data: []byte("two")},
			{From: Client, Kind: Data, Data: []byte{}},
			{From: Server, Kind: Failed, Err: "broken"},
		}}
	}
	original := made()
	clone := original.Clone()
	if !reflect.DeepEqual(clone, original) {
		t.Fatalf("got %+v", clone)
	}
	copy(clone.Events[0].Data, "xxx")
	_ = append(clone.Events[0].Data, "yyy"...)
	clone.Events[3].Err = ""
	if !reflect.DeepEqual(original, made()) {
		t.Errorf("the original changed: %+v", original)
	}
	if got := string(clone.Events[1].Data); got != "two" {
		t.Errorf("an append ran into the next event: %q", got)
	}
	if empty := new(Recording).Clone(); !reflect.DeepEqual(empty, new(Recording)) {
		t.Errorf("got %+v", empty)
	}
}

func TestBytesAreThoseOfOneDirection(t *testing.T) {
	r := &Recording{Events: []Event{
		{From: Client, Kind: Data, Data: []byte("a")},
		{From: Server, Kind: Data, Data: []byte("x")},
		{From: Client, Kind: Data, Data: []byte("b")},
		{From: Client, Kind: End, Data: []byte("not data")},
	}}
	for side, want := range map[Side]string{Client: "ab", Server: "x", 0: ""} {
		if got := string(r.Bytes(side)); got != want {
			t.Errorf("%v: got %q, want %q", side, got, want)
		}
	}
	if err := r.Err(); err != nil {
		t.Errorf("nothing was lost: %v", err)
	}
}

func TestNames(t *testing.T) {
	for got, want := range map[string]string{
		Client.String():          "client",
		Server.String():          "server",
		Side(7).String():         "side(7)",
		Client.Other().String():  "server",
		Server.Other().String():  "client",
		Side(0).Other().String(): "side(0)",
		Data.String():            "data",
		End.String():             "end",
		Closed.String():          "closed",
		Failed.String():          "failed",
		EventKind(0).String():    "kind(0)",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
