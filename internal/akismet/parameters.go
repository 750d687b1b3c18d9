package akismet

import "strings"

// parameters are those that clients are known to send. Only those that are true
// are read, whatever else arrives; of a trap, only whether it is filled, and of the
// visitor's other headers, only whether they are passed on. Names are as the Akismet
// API documentation has them, and those that the WordPress plugin 5.0.2 sends besides.
var parameters = map[string]bool{
	// who asks
	"api_key": true, "key": true, "blog": true,

	// the comment
	"comment_type": true, "content_type": true, // Discourse says it so
	"comment_author": true, "comment_author_email": true, "comment_author_url": true, "comment_content": true,
	"comment_context": true, "comment_date_gmt": true, "comment_post_modified_gmt": true,
	"permalink": true, "blog_lang": true, "blog_charset": true,

	// how it came
	"user_ip": true, "user_agent": true, "referrer": true, "user_role": true,
	"is_test": true, "recheck_reason": true, "honeypot_field_name": true, "akismet_comment_nonce": true,
	"HTTP_USER_AGENT": true, "HTTP_REFERER": true, "HTTP_ACCEPT_LANGUAGE": true,
	"HTTP_ORIGIN": true, "HTTP_SEC_FETCH_SITE": true,

	// what the script in the plugin's forms noted
	"POST_ak_js": true, "POST_ak_hp_textarea": true, "POST_ak_bib": true, "POST_ak_bfs": true, "POST_ak_bkpc": true,

	// what a site says of an answer
	"comment_check_response": true,

	// what it wants to know of its account
	"from": true, "month": true, "filter": true, "format": true, "order": true, "limit": true, "offset": true,
	"extended": true,

	// known, and not read
	"callback": false, "reporter": false, "comment_parent": false, "honeypot_field_value": false,
	"comment_ID": false, "comment_post_ID": false, "user_id": false, "user_ID": false, "comment_author_IP": false,
	"comment_agent": false, "comment_date": false, "comment_karma": false, "comment_approved": false,
	"comment_tags": false, "site_domain": false, "guid": false, "blog_ua": false,
	"REMOTE_ADDR": false, "REQUEST_URI": false, "DOCUMENT_URI": false,
	"POST_author": false, "POST_email": false, "POST_url": false, "POST_comment": false, "POST_submit": false,
	"POST_comment_post_ID": false, "POST_comment_parent": false,
}

// isParameter reports whether a name means something to clients, read or not.
func isParameter(name string) bool {
	_, known := parameters[name]
	return known || strings.HasPrefix(name, "HTTP_") || strings.HasPrefix(name, "POST_ak_")
}
