package store

import (
	"slices"

	"stet/internal/notice"
)

// Columns declares every column of the database, in the order of the tables: what
// it holds about a person and why, or that it holds nothing of the kind. The
// declarations stand beside the code of each table.
func Columns() []notice.Column {
	return slices.Concat(
		siteColumns, secretColumns, changeColumns,
		sectionColumns, bylineColumns, topicColumns, storyColumns,
		storyBylineColumns, storyTopicColumns, correctionColumns, threadColumns,
		replyColumns, replyCountColumns, judgementColumns, lessonColumns, modelColumns,
		checkColumns, checkDayColumns,
		staffColumns, invitationColumns, sessionColumns,
	)
}

// impersonal declares columns that hold nothing about a person.
func impersonal(table string, names ...string) []notice.Column {
	var columns []notice.Column
	for _, name := range names {
		columns = append(columns, notice.Column{Table: table, Name: name})
	}
	return columns
}

// personal declares columns that hold personal data, and how it is processed.
func personal(p notice.Processing, table string, names ...string) []notice.Column {
	columns := impersonal(table, names...)
	for i := range columns {
		columns[i].Personal = &p
	}
	return columns
}
