package web

import (
	"net/http"
	"strings"
)

// LocalPath returns target if it is a path on this site, else home. Browsers drop
// control characters from addresses and take a backslash for a slash, so neither
// may be in it.
func LocalPath(target, home string) string {
	if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") {
		return home
	}
	if strings.ContainsFunc(target, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }) {
		return home
	}
	return target
}

// SeeOther sends the browser on to a path of this site with GET, as after a form.
func SeeOther(w http.ResponseWriter, r *http.Request, path string) {
	http.Redirect(w, r, LocalPath(path, "/"), http.StatusSeeOther)
}
