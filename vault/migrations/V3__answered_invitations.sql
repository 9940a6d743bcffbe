-- Who answered an invitation, so that the same answer is recognised when it is sent again. The
-- address is not here.
CREATE TABLE vault.answered_invitations (
    id         uuid        PRIMARY KEY,
    group_id   uuid        NOT NULL,
    person     uuid        NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX answered_invitations_expires_at ON vault.answered_invitations (expires_at);
