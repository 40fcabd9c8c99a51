package relay

import "github.com/tlsteach/tlsteach/capture"

// file edits what one side sent, and records it. It returns what is sent on.
func (j *joint) file(from capture.Side, data []byte, last bool) []byte {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.edit != nil {
		more := false
		if data, more = j.edit(from, data, last); !more {
			j.edit = nil
		}
	}
	if len(data) > 0 {
		j.record(from, data)
	}
	return data
}

// record keeps data as far as there is room, and tells it.
func (j *joint) record(from capture.Side, data []byte) {
	rest := data
	if !j.full {
		fits := j.room(len(data))
		filed, more := j.tell(capture.Event{From: from, Kind: capture.Data, Data: data[:fits]})
		rest = data[len(filed.Data):]
		j.full = !more || len(rest) > 0
		j.recorder.Lose(from, int64(len(data)-fits)) // what it was given and did not keep, it has counted
	} else {
		j.recorder.Lose(from, int64(len(data)))
	}
	if len(rest) == 0 {
		return
	}
	j.sayFull()
	if j.beyond {
		j.beyond = j.watcher.Beyond(j.recorder.Now(), from, rest)
	}
}

// room is how many of n bytes may be recorded.
func (j *joint) room(n int) int {
	n = int(min(int64(n), j.relay.o.Limit-j.kept))
	free := int(min(int64(n), max(Floor-j.kept, 0)))
	got := j.total.take(int64(n - free))
	j.took += got
	j.kept += int64(free) + got
	return free + int(got)
}

// tell records an event, and tells it.
func (j *joint) tell(e capture.Event) (filed capture.Event, more bool) {
	if filed, more = j.recorder.File(e); e.Kind != capture.Data || len(filed.Data) > 0 {
		j.watcher.Event(filed)
	}
	return filed, more
}

// sayFull says once that something is not recorded.
func (j *joint) sayFull() {
	if !j.said {
		j.said = true
		j.watcher.Full()
	}
}

// unseen says whether nobody looks at data any more.
func (j *joint) unseen() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.full && !j.beyond && j.edit == nil
}
