package web

import (
	"net/http"
	"net/url"
)

// A header is a response header, ready to be assigned.
type header struct {
	name  string
	value []string
}

// policy lets pages load what the site itself serves and nothing else, and lets
// no text become script, whatever a page contains.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// securityHeaders are those of every answer. Only a site that is reached by https
// asks browsers to stay with it. Referrer-Policy is same-origin rather than
// no-referrer, with which browsers send "Origin: null" from our own forms.
func securityHeaders(site *url.URL) []header {
	headers := []header{
		{"Content-Security-Policy", []string{policy}},
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"Referrer-Policy", []string{"same-origin"}},
		{"Permissions-Policy", []string{"browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
	}
	if site.Scheme == "https" {
		headers[0].value[0] += "; upgrade-insecure-requests"
		headers = append(headers, header{"Strict-Transport-Security", []string{"max-age=31536000"}})
	}
	return headers
}

func setHeaders(h http.Header, headers []header) {
	for _, s := range headers {
		h[s.name] = s.value
	}
}

// Private marks an answer that only the one who asked may see: no cache keeps it.
func Private(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }
