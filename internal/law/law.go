// Package law holds no code, only tests: those of the house rules that a
// machine can read. docs/architecture.md is the text of the law, and these tests
// read their tables from it, so that map and territory cannot part. An exception
// is an entry in a list here, with its reason.
package law
