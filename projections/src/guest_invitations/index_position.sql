CREATE INDEX IF NOT EXISTS guest_invitations_by_position ON guest_invitations (discussion_id, position) WHERE state = 'PENDING'
