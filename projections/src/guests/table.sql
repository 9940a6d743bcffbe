CREATE TABLE guests (
    discussion_id uuid NOT NULL,
    person uuid NOT NULL,
    added_by uuid,
    since timestamptz,
    version bigint,
    position bigint,
    ended_at timestamptz,
    PRIMARY KEY (discussion_id, person)
)
