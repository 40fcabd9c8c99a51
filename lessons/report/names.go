package report

import (
	"strconv"

	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
)

// itemName is what a person calls an item.
func itemName(it *handshake.Item) string {
	switch {
	case isHole(it):
		return it.Err.Reason
	case it.Kind == handshake.KindRecord:
		return "record " + strconv.Itoa(it.Record)
	case it.Kind == handshake.KindAlert && (!it.Protected || it.Decrypted):
		return alertName(it)
	case it.Name != "":
		return it.Name
	}
	return protectedName(it.Kind, false)
}

// alertName is an alert with what it says: "Alert: fatal handshake_failure".
func alertName(it *handshake.Item) string {
	if a, ok := it.Message.(*handshake.Alert); ok && len(it.Bytes) >= 2 {
		if a.Level == registry.AlertLevelWarning && a.Description == registry.AlertCloseNotify {
			return "Alert: close_notify"
		}
		return "Alert: " + a.Level.String() + " " + a.Description.String()
	}
	return "Alert"
}

// protectedName is what a closed record is called. TLS 1.3 hides what it carries;
// up to TLS 1.2 the type of the record says it.
func protectedName(k handshake.Kind, hidden bool) string {
	if !hidden {
		switch k {
		case handshake.KindHandshake:
			return "handshake, protected"
		case handshake.KindAlert:
			return "alert, protected"
		case handshake.KindApplicationData:
			return "application data"
		case handshake.KindHeartbeat:
			return "heartbeat, protected"
		case handshake.KindChangeCipherSpec:
			return "ChangeCipherSpec, protected"
		}
	}
	return "protected"
}

// isHole says whether an item stands for bytes that the capture does not have.
func isHole(it *handshake.Item) bool {
	return it.Lost != 0 && it.Err != nil
}

// damageText is what is wrong with an item.
func damageText(it *handshake.Item) string {
	if isHole(it) {
		return it.Err.Reason + " of what the " + it.From.String() + " sent: the capture does not have them"
	}
	if it.Kind == handshake.KindRecord {
		return itemName(it) + " of the " + it.From.String() + ": " + it.Err.Error()
	}
	if it.Protected && !it.Decrypted {
		return "record " + strconv.Itoa(it.Record) + " of the " + it.From.String() + ": " + it.Err.Reason
	}
	return itemName(it) + ": " + it.Err.Error()
}
