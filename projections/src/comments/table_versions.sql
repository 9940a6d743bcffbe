CREATE TABLE comment_versions (
    comment uuid NOT NULL,
    position bigint NOT NULL,
    body text,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (comment, position)
)
