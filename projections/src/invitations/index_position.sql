CREATE INDEX IF NOT EXISTS invitations_by_position ON invitations (group_id, position) WHERE state = 'PENDING'
