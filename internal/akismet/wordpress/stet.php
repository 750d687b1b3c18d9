<?php
/**
 * Plugin Name: Stet for Akismet
 * Description: The Akismet plugin asks Stet, your own server, and nobody else. It sends less, says so under the comment form, and shows why.
 * Version: 1.0
 * Requires at least: 5.0
 * Requires PHP: 7.2
 * License: GPL-2.0-or-later
 * Text Domain: stet
 *
 * Put this file into wp-content/mu-plugins (make that folder if there is none), leave
 * the Akismet plugin switched on, and enter the key that Stet gave you where that
 * plugin asks for its API key. To go back, remove the file.
 *
 * In wp-config.php, define( 'STET_HOLD_UNSURE', false ); publishes also the comments
 * of which Stet is unsure; otherwise they wait for a moderator.
 *
 * @package Stet
 */

defined( 'ABSPATH' ) || exit;

if ( ! class_exists( 'Stet_For_Akismet', false ) ) {

	/** All of it: each method is a hook of WordPress or helps one. */
	final class Stet_For_Akismet {

		/** Where Stet answers, without a slash at the end. */
		const BASE = '{{.Base}}';

		/** The page that tells this site's readers how their comments are processed. */
		const NOTICE = '{{.Notice}}';

		/** How many seconds a visitor waits for Stet at most; it answers in a fraction of one. */
		const PATIENCE = 5;

		/**
		 * What may leave this site: what Stet reads, and the honeypot. The plugin would
		 * pass on the visitor's whole form and nearly all headers, even HTTP_AUTHORIZATION,
		 * and the moderator's name.
		 */
		const FIELDS = array(
			// Who asks, and what they want to know.
			'api_key', 'key', 'blog', 'blog_lang', 'blog_charset', 'from', 'month', 'filter', 'format', 'order', 'limit',
			'offset', 'extended',
			// The comment.
			'comment_type', 'comment_author', 'comment_author_email', 'comment_author_url', 'comment_content',
			'comment_date_gmt', 'comment_post_modified_gmt', 'comment_context', 'permalink',
			// Where it came from. The host is this site's own: it says that headers are told at all.
			'user_ip', 'user_agent', 'referrer', 'user_role', 'HTTP_HOST', 'HTTP_ACCEPT_LANGUAGE', 'HTTP_ORIGIN',
			'HTTP_REFERER', 'HTTP_SEC_FETCH_SITE',
			// What the plugin says of it, and how long its script saw it take.
			'akismet_comment_nonce', 'honeypot_field_name', 'is_test', 'recheck_reason', 'comment_check_response',
			'POST_ak_hp_textarea', 'POST_ak_js', 'POST_ak_bib', 'POST_ak_bfs', 'POST_ak_bkpc',
		);

		/** The last check of this request: the post, what Stet said, and whether to hold. */
		private static $check;

		/** Whether we are asking Stet just now. */
		private static $asking = false;

		public static function init() {
			add_filter( 'pre_http_request', array( __CLASS__, 'redirect' ), 10, 3 );
			add_action( 'wp_insert_comment', array( __CLASS__, 'explain' ), 20, 2 );
			add_filter( 'pre_option_comment_moderation', array( __CLASS__, 'hold' ) );
			add_filter( 'rest_pre_insert_comment', array( __CLASS__, 'hold_rest' ), 2 );
			// Whoever comments is told, whatever the plugin's setting.
			add_filter( 'akismet_comment_form_privacy_notice', function () { return 'display'; }, 100 );
			add_filter( 'akismet_comment_form_privacy_notice_markup', array( __CLASS__, 'notice' ), 100 );
			add_action( 'admin_init', array( __CLASS__, 'keep_frames_out' ) );
			// Newer plugins load a font, and all show pictures of commenters' sites, from the vendor's servers.
			add_action( 'admin_enqueue_scripts', function () { wp_dequeue_style( 'akismet-font-inter' ); }, 100 );
			add_filter( 'akismet_enable_mshots', '__return_false', 100 );
		}

		/** Asks Stet what the plugin would ask Akismet. */
		public static function redirect( $answer, $args, $url ) {
			$headers = is_array( $args['headers'] ) ? array_change_key_case( $args['headers'] ) : array();
			$to      = wp_parse_url( $url );
			$host    = $headers['host'] ?? $to['host'] ?? '';
			// A BASE that is itself such a host, by a hosts file, must not send us round in circles.
			if ( false !== $answer || self::$asking || ! preg_match( '/^(?:([a-z0-9]+)\.)?rest\.akismet\.com$/i', $host, $label ) ) {
				return $answer;
			}
			unset( $headers['host'] );
			$path  = $to['path'] ?? '/';
			$query = $to['query'] ?? '';
			$form  = is_array( $args['body'] ) ? http_build_query( $args['body'], '', '&' ) : (string) $args['body'];
			$body  = self::strip( $form );
			if ( isset( $label[1] ) && ! preg_match( '/(^|&)api_key=/', $body ) ) {
				$body = ltrim( $body . '&api_key=' . $label[1], '&' ); // Older plugins name the key in the host.
			}
			if ( 'POST' !== $args['method'] ) {
				$query = trim( $query . '&' . $body, '&' );
				$body  = null;
			}
			$query = self::strip( $query );

			self::$asking = true;
			$ours         = array(
				'headers'     => $headers,
				'body'        => $body,
				'timeout'     => min( $args['timeout'], self::PATIENCE ),
				'redirection' => 0, // Stet sends nobody elsewhere.
			);
			$answer       = wp_remote_request( self::BASE . $path . ( '' === $query ? '' : '?' . $query ), array_merge( $args, $ours ) );
			self::$asking = false;

			$is_check = 'comment-check' === basename( $path );
			if ( 200 !== wp_remote_retrieve_response_code( $answer ) || ( $is_check && '' === self::header( $answer, 'x-akismet-guid' ) ) ) {
				$answer = self::failure( $answer );
			}
			if ( $is_check ) {
				self::remember( $form, $answer );
			}
			return $answer;
		}

		/**
		 * Leaves of a form only what may leave this site. PHP's own parser would change
		 * names and drop what is repeated.
		 */
		private static function strip( $form ) {
			$trap = preg_match( '/(?:^|&)honeypot_field_name=([^&]+)/', $form, $found ) ? urldecode( $found[1] ) : null;
			$kept = array();
			foreach ( explode( '&', $form ) as $field ) {
				$name = preg_replace( '/\[.*/s', '', urldecode( explode( '=', $field, 2 )[0] ) );
				if ( in_array( $name, self::FIELDS, true ) || $name === $trap ) {
					$kept[] = $field;
				}
			}
			return implode( '&', $kept );
		}

		/**
		 * Stands in for an answer that did not come. Without it newer plugins publish the
		 * comment and never ask again, and all have the visitor wait for three attempts.
		 * With it, the plugin holds the comment and asks again later.
		 */
		private static function failure( $answer ) {
			$code = (int) wp_remote_retrieve_response_code( $answer );
			return array(
				'headers'  => array( 'x-akismet-guid' => md5( uniqid( '', true ) ) ),
				'body'     => $code ? "Stet answered with status $code" : 'Stet did not answer',
				'response' => array( 'code' => 503, 'message' => 'Service Unavailable' ),
				'cookies'  => array(),
				'filename' => null,
			);
		}

		/**
		 * Keeps what Stet said of a comment, in the comment's history when that is already
		 * stored, otherwise until it is.
		 */
		private static function remember( $form, $answer ) {
			$class       = self::header( $answer, 'x-stet-class' );
			$score       = self::header( $answer, 'x-stet-score' );
			$clues       = json_decode( self::header( $answer, 'x-stet-clues' ), true );
			$verdict     = array(
				'class' => $class,
				'score' => (float) $score,
				'clues' => is_array( $clues ) ? array_slice( array_filter( $clues, 'is_array' ), 0, 20 ) : array(),
			);
			self::$check = array(
				'post' => preg_match( '/(?:^|&)comment_post_ID=(\d+)/', $form, $found ) ? (int) $found[1] : 0,
				// A site whose filter only watches decides nothing by it.
				'hold' => 'unsure' === $class && 'false' === wp_remote_retrieve_body( $answer ) && '' === self::header( $answer, 'x-stet-shadow' )
					&& ( ! defined( 'STET_HOLD_UNSURE' ) || STET_HOLD_UNSURE ),
				// As the plugin keeps its own events, which it prints escaped. The message is for people, the rest for programs.
				'event' => is_numeric( $score ) ? array(
					'time'    => microtime( true ),
					'event'   => 'stet',
					'message' => self::sentence( $verdict ),
					'meta'    => $verdict,
				) : null,
			);
			if ( self::$check['event'] && preg_match( '/(?:^|&)comment_ID=(\d+)/', $form, $found ) ) {
				add_comment_meta( (int) $found[1], 'akismet_history', wp_slash( self::$check['event'] ) );
				self::$check['event'] = null;
			}
		}

		/** Writes what Stet said into the history of the comment that has just been stored. */
		public static function explain( $id, $comment ) {
			if ( self::$check && (int) $comment->comment_post_ID === self::$check['post'] ) {
				if ( self::$check['event'] ) {
					add_comment_meta( $id, 'akismet_history', wp_slash( self::$check['event'] ) );
				}
				self::$check = null; // The next comment is another.
			}
		}

		/** Says a verdict in words. */
		private static function sentence( $verdict ) {
			$clues = array();
			foreach ( $verdict['clues'] as $clue ) {
				if ( isset( $clue['kind'], $clue['weight'] ) && is_string( $clue['kind'] ) && is_numeric( $clue['weight'] ) ) {
					$text    = isset( $clue['text'] ) && is_string( $clue['text'] ) ? ' “' . mb_substr( $clue['text'], 0, 80 ) . '”' : '';
					$clues[] = $clue['kind'] . $text . sprintf( ' %+.1f', $clue['weight'] );
				}
			}
			$class = 'discard' === $verdict['class'] ? __( 'blatant spam', 'stet' ) : $verdict['class'];
			/* translators: 1: ham, unsure, spam or blatant spam; 2: a percentage, which is never quite 100. */
			$sentence = sprintf( __( 'Stet: %1$s, %2$s %% likely spam.', 'stet' ), $class, number_format_i18n( min( 99.9, 100 * $verdict['score'] ), 1 ) );
			/* translators: %s: reasons, each with its weight; more than zero speaks for spam. */
			return $clues ? $sentence . ' ' . sprintf( __( 'Reasons, for spam (+) and against (-): %s.', 'stet' ), implode( '; ', $clues ) ) : $sentence;
		}

		/**
		 * Has a comment of which Stet is unsure wait, as if all had to be approved. That
		 * holds for the plugin's later attempts too, and never for moderators' own comments.
		 */
		public static function hold( $option ) {
			return self::$check && self::$check['hold'] ? '1' : $option;
		}

		/** Does the same for the REST API, which asks for approval before it asks for spam. */
		public static function hold_rest( $comment ) {
			if ( is_array( $comment ) && self::hold( false ) && ! current_user_can( 'moderate_comments' )
				&& isset( $comment['comment_approved'] ) && 1 === (int) $comment['comment_approved'] ) {
				$comment['comment_approved'] = '0';
			}
			return $comment;
		}

		public static function notice() {
			/* translators: %s: a host name. */
			$what = sprintf( __( 'This site checks comments for spam with Stet, on the server %s.', 'stet' ), wp_parse_url( self::BASE, PHP_URL_HOST ) );
			return '<p class="akismet_comment_form_privacy_notice">' . esc_html( $what ) .
				' <a href="' . esc_url( self::NOTICE ) . '">' . esc_html__( 'How your comment is processed', 'stet' ) . '</a>.</p>';
		}

		/** Takes the vendor's statistics, to which the key would go, off the plugin's pages. */
		public static function keep_frames_out() {
			// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- nothing is done but show less.
			if ( isset( $_GET['page'] ) && 'akismet-key-config' === $_GET['page'] ) {
				header( "Content-Security-Policy: frame-src 'self'" ); // Should a later plugin write its frames otherwise.
				ob_start( array( __CLASS__, 'without_frames' ) );
			}
		}

		public static function without_frames( $html ) {
			$instead = '<p style="padding: 1em 1.5em">' . esc_html__( 'More statistics are on the desk of Stet.', 'stet' ) . '</p>';
			return preg_replace( '~<iframe\b[^>]*\bakismet\.com\b[^>]*>.*?</iframe>~is', $instead, $html ) ?? $html;
		}

		/** Reads a header of an answer. */
		private static function header( $answer, $name ) {
			$value = wp_remote_retrieve_header( $answer, $name );
			return is_string( $value ) ? $value : '';
		}
	}

	Stet_For_Akismet::init();
}
