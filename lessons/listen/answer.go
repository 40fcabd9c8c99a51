package listen

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// A form is how a page can be had.
type form struct {
	path, mime string
	print      func(io.Writer, *transcript.Document) error
}

// forms, the one for who does not care first: curl shows it in a terminal.
var forms = []form{
	{"/hello.txt", "text/plain", func(w io.Writer, d *transcript.Document) error {
		return transcript.Terminal(w, []*transcript.Document{d}, transcript.TextOptions{Width: 80})
	}},
	{"/hello.html", "text/html", func(w io.Writer, d *transcript.Document) error {
		return transcript.HTML(w, []*transcript.Document{d})
	}},
	{"/hello.json", "application/json", transcript.JSON},
	{"/hello.md", "text/markdown", func(w io.Writer, d *transcript.Document) error {
		return transcript.Markdown(w, []*transcript.Document{d})
	}},
}

// answer is the one of every request. The connection ends with it, so that it is told.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Connection", "close")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Content-Security-Policy", transcript.HTMLPolicy()+"; frame-ancestors 'none'")
	v, ok := r.Context().Value(visitKey{}).(*visit)
	if !ok || v == nil {
		http.Error(w, "no connection", http.StatusInternalServerError)
		return
	}
	v.named(r.UserAgent())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		head.Set("Allow", "GET, HEAD")
		http.Error(w, "This server has pages to read, and takes nothing.", http.StatusMethodNotAllowed)
		return
	}
	switch path := r.URL.Path; path {
	case "/":
		head.Set("Vary", "Accept")
		v.page(w, preferred(r.Header.Values("Accept")))
	case "/ca.pem":
		send(w, "application/x-pem-file", lab.PEM(s.Root.Raw))
	case "/hello.bin":
		if v.hello == nil {
			http.NotFound(w, r)
			return
		}
		send(w, "application/octet-stream", v.hello.Whole().Bytes)
	default:
		i := slices.IndexFunc(forms, func(f form) bool { return f.path == path })
		if i < 0 {
			http.Error(w, "There is no such page. There are: / "+Pages(), http.StatusNotFound)
			return
		}
		v.page(w, forms[i])
	}
}

// page is the connection, told to its client.
func (v *visit) page(w http.ResponseWriter, f form) {
	var b bytes.Buffer
	if err := f.print(&b, v.seen(nil).Page(v.hello, v.meeting, v.server.Wanted)); err != nil {
		http.Error(w, "the page could not be made: "+err.Error(), http.StatusInternalServerError)
		return
	}
	send(w, f.mime+"; charset=utf-8", b.Bytes())
}

func send(w http.ResponseWriter, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a client that has gone has gone
}

// maxCalls is how much of what a client calls itself is kept, in bytes.
const maxCalls = 200

func (v *visit) named(agent string) {
	agent = strings.ToValidUTF8(agent[:min(len(agent), maxCalls)], "")
	v.mu.Lock()
	v.answered, v.calls = true, agent
	v.mu.Unlock()
	if agent != "" {
		v.server.clients.Calls(v.number, agent)
	}
}

// preferred is the form that an Accept asks for: RFC 9110 §12.5.1. Who takes anything
// gets text.
func preferred(accept []string) form {
	best, most := forms[0], 0.0
	for _, f := range forms {
		if q := quality(accept, f.mime); q > most {
			best, most = f, q
		}
	}
	return best
}

// quality is how much a client would like a type, by the most specific range.
func quality(accept []string, kind string) float64 {
	q, specific := 0.0, -1
	for _, part := range strings.Split(strings.Join(accept, ","), ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		s := -1
		switch major, _, _ := strings.Cut(kind, "/"); name {
		case kind:
			s = 2
		case major + "/*":
			s = 1
		case "*/*":
			s = 0
		}
		if s <= specific {
			continue
		}
		specific, q = s, 1
		if text, ok := params["q"]; ok {
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				q = n
			}
		}
	}
	return q
}

// Pages are what can be asked for besides the first, for a person.
func Pages() string {
	var names []string
	for _, f := range forms {
		names = append(names, f.path)
	}
	return strings.Join(append(names, "/hello.bin", "/ca.pem"), " ")
}
