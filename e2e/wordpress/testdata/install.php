<?php
// Makes the site: one post, one administrator, the theme and the Akismet plugin.
define( 'WP_INSTALLING', true );
require 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Tides', 'moderator', 'moderator@example.org', true, '', 'moderator-password' );
switch_theme( 'plain' );
// The filter alone is to decide, and not whether somebody has been here before.
update_option( 'comment_previously_approved', 0 );
$failed = activate_plugin( 'akismet/akismet.php' );
if ( is_wp_error( $failed ) ) {
	exit( $failed->get_error_message() );
}
delete_option( 'Activated_Akismet' ); // Else the next page in the administration leads to the plugin's.
