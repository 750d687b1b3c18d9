// Package filter keeps what each site's filter learned and judges messages with
// it: the starter model that everybody is shipped, and the site's own on top.
package filter
