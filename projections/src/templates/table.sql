CREATE TABLE templates (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL,
    name text,
    title text,
    body text,
    voting jsonb,
    revision integer NOT NULL,
    deleted_at timestamptz,
    position bigint NOT NULL
)
