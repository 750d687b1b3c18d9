package akismet

import (
	_ "embed" // the drop-in
	"io"
	"net/http"
	"strconv"
	"strings"

	"stet/internal/news"
	"stet/internal/web"
)

// dropIn is the WordPress drop-in, in which our address and that of the site's public
// page are still to be filled in.
//
//go:embed wordpress/stet.php
var dropIn string

// DropInPath is where the drop-in for a site is downloaded. There is no key in it, nor
// in the file: WordPress has that in its own settings.
func DropInPath(id news.SiteID) string { return "/akismet/wordpress/" + string(id) + "/stet.php" }

// DropInPattern is the http.ServeMux pattern of DropInPath.
const DropInPattern = "GET /akismet/wordpress/{id}/stet.php"

// DropIn hands out the WordPress drop-in filled in for a site.
func (s *Server) DropIn(w http.ResponseWriter, r *http.Request) error {
	site, err := s.Checks.ForeignSite(r.Context(), news.SiteID(r.PathValue("id")))
	if err != nil {
		return err
	}
	file := strings.NewReplacer("{{.Base}}", quoted(s.URL+"/akismet"), "{{.Notice}}", quoted(s.URL+s.Notice(site.ID))).Replace(dropIn)
	web.Private(w)
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream") // so that nobody runs or shows it
	h.Set("Content-Disposition", `attachment; filename="stet.php"`)
	h.Set("Content-Length", strconv.Itoa(len(file)))
	_, _ = io.WriteString(w, file) // fails only when the client has gone
	return nil
}

// quoted is s for a PHP string in single quotes.
func quoted(s string) string {
	return strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s)
}
