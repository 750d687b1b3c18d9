// Package theme turns pages' data into HTML: the built-in theme, the owner's
// folder that overlays it file by file, and the message catalogues.
package theme

import "html/template"

// HTML is text that package markup made safe.
type HTML = template.HTML
