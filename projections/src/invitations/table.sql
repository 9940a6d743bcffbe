CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL,
    sent_by uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL,
    position bigint NOT NULL
)
