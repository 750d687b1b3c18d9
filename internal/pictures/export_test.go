package pictures

import "io/fs"

// FS shows the library's files to the tests.
func (l *Library) FS() fs.FS { return l.root.FS() }
