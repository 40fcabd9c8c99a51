package jsonl_test

import (
	"fmt"
	"time"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/jsonl"
)

func ExampleAppendItem() {
	where := &jsonl.Connection{Number: 1, Client: "10.0.0.1:50312", Server: "10.0.0.2:443", Start: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	var line []byte // used again for each item
	c := handshake.NewConversation(func(it *handshake.Item) {
		line = jsonl.AppendItem(line[:0], where, it, jsonl.Options{})
		fmt.Printf("%s", line)
	})
	c.Feed(capture.Client, []byte{21, 3, 3, 0, 2, 2, 40}, time.Millisecond)
	c.End(time.Second)
	fmt.Printf("%s", jsonl.AppendConnection(line[:0], where, &jsonl.Summary{Outcome: "No hello could be read before it was closed."}))
	// Output:
	// {"schema":1,"kind":"record","connection":1,"client":"10.0.0.1:50312","server":"10.0.0.2:443","time":"2026-11-23T09:00:00.001000000Z","from":"client","record":0,"protected":false,"decrypted":false,"length":5,"fields":[{"name":"type","offset":0,"length":1,"value":"15","text":"alert","wireshark":"tls.record.content_type"},{"name":"legacy_record_version","offset":1,"length":2,"value":"0303","text":"TLS 1.2","wireshark":"tls.record.version"},{"name":"length","offset":3,"length":2,"value":"0002","text":"2","wireshark":"tls.record.length"}],"error":null}
	// {"schema":1,"kind":"alert","connection":1,"client":"10.0.0.1:50312","server":"10.0.0.2:443","time":"2026-11-23T09:00:00.001000000Z","from":"client","record":0,"protected":false,"decrypted":false,"message":"Alert","length":2,"fields":[{"name":"level","offset":0,"length":1,"value":"02","text":"fatal","wireshark":"tls.alert_message.level"},{"name":"description","offset":1,"length":1,"value":"28","text":"handshake_failure","wireshark":"tls.alert_message.desc"}],"error":null}
	// {"schema":1,"kind":"connection","connection":1,"client":"10.0.0.1:50312","server":"10.0.0.2:443","time":"2026-11-23T09:00:00.000000000Z","version":null,"cipher_suite":null,"group":null,"server_name":null,"alpn":null,"resumed":false,"complete":false,"ja3":null,"ja3s":null,"ja4":null,"outcome":"No hello could be read before it was closed."}
}
