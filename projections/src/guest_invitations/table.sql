CREATE TABLE guest_invitations (
    id uuid PRIMARY KEY,
    discussion_id uuid NOT NULL,
    sent_by uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL,
    position bigint NOT NULL
)
