-- Replies, what the filter and the moderators said of them, and what the filter
-- learned from that.

-- +goose Up
CREATE TABLE replies (
    id          TEXT             NOT NULL PRIMARY KEY,
    thread_id   TEXT             NOT NULL REFERENCES threads (id),
    site_id     TEXT             NOT NULL,
    parent_id   TEXT             REFERENCES replies (id) DEFERRABLE INITIALLY DEFERRED,
    path        TEXT             NOT NULL, -- text order of paths is reading order
    depth       BIGINT           NOT NULL,
    state       TEXT             NOT NULL,
    author      TEXT             NOT NULL,
    email       TEXT             NOT NULL,
    url         TEXT             NOT NULL,
    body        TEXT             NOT NULL,
    created     BIGINT           NOT NULL,
    network     TEXT             NOT NULL, -- keyed hash of the address
    fingerprint BIGINT           NOT NULL, -- 0: none
    verdict     TEXT             NOT NULL, -- empty: the filter was not asked
    score       DOUBLE PRECISION NOT NULL,
    clues       TEXT             NOT NULL, -- JSON, or empty
    form_key    BYTEA            UNIQUE    -- the form it came from, so that a form sent twice is one reply
);
CREATE INDEX replies_reading ON replies (thread_id, path) WHERE state = 'published';
CREATE INDEX replies_queue ON replies (site_id, state, id);
CREATE INDEX replies_answers ON replies (parent_id) WHERE parent_id IS NOT NULL;
-- Holds only rows that a retention clock may still touch.
CREATE INDEX replies_aging ON replies (created)
    WHERE email <> '' OR network <> '' OR verdict <> '' OR state IN ('pending', 'spam', 'struck');

-- How many replies of a site are in each state: kept, not counted.
CREATE TABLE reply_counts (
    site_id TEXT   NOT NULL REFERENCES sites (id),
    state   TEXT   NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (site_id, state)
);

CREATE TABLE judgements (
    id           TEXT   NOT NULL PRIMARY KEY,
    reply_id     TEXT   NOT NULL REFERENCES replies (id) ON DELETE CASCADE,
    site_id      TEXT   NOT NULL,
    step         BIGINT NOT NULL, -- the how-manieth decision on the reply
    staff_id     TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    state_before TEXT   NOT NULL,
    lesson_id    TEXT   NOT NULL, -- empty: nothing was learned
    at           BIGINT NOT NULL,
    undone       BIGINT NOT NULL, -- 0: it stands
    UNIQUE (reply_id, step)
);
CREATE INDEX judgements_site ON judgements (site_id, id);
CREATE INDEX judgements_lesson ON judgements (lesson_id) WHERE lesson_id <> '';

CREATE TABLE lessons (
    id       TEXT    NOT NULL PRIMARY KEY,
    site_id  TEXT    NOT NULL REFERENCES sites (id),
    standing BOOLEAN NOT NULL,
    at       BIGINT  NOT NULL,
    delta    BYTEA   NOT NULL
);
CREATE INDEX lessons_standing ON lessons (site_id, id) WHERE standing;
CREATE INDEX lessons_superseded ON lessons (at) WHERE NOT standing;

-- The folded sum of a site's old lessons.
CREATE TABLE models (
    site_id TEXT   NOT NULL PRIMARY KEY REFERENCES sites (id),
    model   BYTEA  NOT NULL,
    through TEXT   NOT NULL -- the latest lesson folded in
);
