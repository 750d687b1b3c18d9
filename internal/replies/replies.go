// Package replies takes in readers' replies, queues and judges them.
package replies
