CREATE TABLE tags (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL,
    name text,
    deleted_at timestamptz,
    position bigint NOT NULL
)
