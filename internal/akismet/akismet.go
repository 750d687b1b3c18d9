// Package akismet speaks the Akismet API, so that foreign sites' clients have their
// comments judged here. It knows the wire and nothing of what is done with a comment.
package akismet
