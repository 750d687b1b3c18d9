// Package stories writes, publishes and corrects stories, and lists them.
package stories
